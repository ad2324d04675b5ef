#pragma once

// Every message type and atom of parley, registered with CAF in one block. On the wire CAF 0.17
// sends type names and atom texts: never rename one that was released; append new ones.

#include <caf/atom.hpp>
#include <caf/type_id.hpp>

#include "parley/protocol/inspect.hpp"

CAF_BEGIN_TYPE_ID_BLOCK(parley, caf::first_custom_type_id)

CAF_ADD_TYPE_ID(parley, (parley::base::status))
CAF_ADD_TYPE_ID(parley, (parley::domain::message))
CAF_ADD_TYPE_ID(parley, (parley::domain::session_view))
CAF_ADD_TYPE_ID(parley, (parley::storage::session_ref))
CAF_ADD_TYPE_ID(parley, (parley::storage::submission))
CAF_ADD_TYPE_ID(parley, (parley::storage::outcome))
CAF_ADD_TYPE_ID(parley, (parley::storage::page_request))
CAF_ADD_TYPE_ID(parley, (parley::storage::session_query))
CAF_ADD_TYPE_ID(parley, (parley::storage::session_page))
CAF_ADD_TYPE_ID(parley, (parley::storage::tenant_counts))
CAF_ADD_TYPE_ID(parley, (parley::protocol::caller))
CAF_ADD_TYPE_ID(parley, (parley::protocol::create_command))
CAF_ADD_TYPE_ID(parley, (parley::protocol::create_reply))
CAF_ADD_TYPE_ID(parley, (parley::protocol::append_command))
CAF_ADD_TYPE_ID(parley, (parley::protocol::append_reply))
CAF_ADD_TYPE_ID(parley, (parley::protocol::change_command))
CAF_ADD_TYPE_ID(parley, (parley::protocol::change_reply))
CAF_ADD_TYPE_ID(parley, (parley::protocol::message_page))
CAF_ADD_TYPE_ID(parley, (parley::protocol::activation))
CAF_ADD_TYPE_ID(parley, (parley::protocol::replay))
CAF_ADD_TYPE_ID(parley, (parley::protocol::commit_reply))
CAF_ADD_TYPE_ID(parley, (parley::protocol::supervisor_status))
CAF_ADD_TYPE_ID(parley, (parley::protocol::done))
CAF_ADD_TYPE_ID(parley, (parley::domain::turn_view))
CAF_ADD_TYPE_ID(parley, (parley::protocol::turn_command))
CAF_ADD_TYPE_ID(parley, (parley::protocol::turn_reply))
CAF_ADD_TYPE_ID(parley, (parley::protocol::turn_lookup))
CAF_ADD_TYPE_ID(parley, (parley::protocol::turn_page))
CAF_ADD_TYPE_ID(parley, (parley::protocol::turn_holders))

CAF_ADD_ATOM(parley, parley::protocol, create_atom, "create")
CAF_ADD_ATOM(parley, parley::protocol, append_atom, "append")
CAF_ADD_ATOM(parley, parley::protocol, change_atom, "change")
CAF_ADD_ATOM(parley, parley::protocol, get_atom, "get")
CAF_ADD_ATOM(parley, parley::protocol, page_atom, "page")
CAF_ADD_ATOM(parley, parley::protocol, find_atom, "find")
CAF_ADD_ATOM(parley, parley::protocol, list_atom, "list")
CAF_ADD_ATOM(parley, parley::protocol, history_atom, "history")
CAF_ADD_ATOM(parley, parley::protocol, replay_atom, "replay")
CAF_ADD_ATOM(parley, parley::protocol, counts_atom, "counts")
CAF_ADD_ATOM(parley, parley::protocol, probe_atom, "probe")
CAF_ADD_ATOM(parley, parley::protocol, passivate_atom, "passivate")
CAF_ADD_ATOM(parley, parley::protocol, status_atom, "status")
CAF_ADD_ATOM(parley, parley::protocol, load_atom, "load")
CAF_ADD_ATOM(parley, parley::protocol, submit_atom, "submit")
CAF_ADD_ATOM(parley, parley::protocol, flush_atom, "flush")
CAF_ADD_ATOM(parley, parley::protocol, retire_atom, "retire")
CAF_ADD_ATOM(parley, parley::protocol, arm_atom, "arm")
CAF_ADD_ATOM(parley, parley::protocol, tick_atom, "tick")
CAF_ADD_ATOM(parley, parley::protocol, stop_atom, "stop")
CAF_ADD_ATOM(parley, parley::protocol, turn_atom, "turn")
CAF_ADD_ATOM(parley, parley::protocol, find_turn_atom, "find_turn")
CAF_ADD_ATOM(parley, parley::protocol, list_turns_atom, "list_turns")
CAF_ADD_ATOM(parley, parley::protocol, wake_atom, "wake")
CAF_ADD_ATOM(parley, parley::protocol, holders_atom, "holders")

CAF_END_TYPE_ID_BLOCK(parley)
