#pragma once

#include "parley/base/status.hpp"
#include "parley/protocol/tree_commands.hpp"
#include "parley/storage/store.hpp"

namespace parley::actors {

/// Reads a subtree, a level at a time: what is added or changed meanwhile may be in it or not. A
/// session is listed once, also where imported records form a ring.
base::result<protocol::session_tree> read_tree(storage::read_access& store,
                                               const storage::session_ref& ref,
                                               const protocol::tree_request& wanted);

/// Why there is no such session: erased or not_found.
base::status missing(storage::read_access& store, const storage::session_ref& ref);

base::result<protocol::session_facts> read_facts(storage::read_access& store,
                                                 const storage::session_ref& ref);

base::result<protocol::letter_page> read_letters(storage::read_access& store,
                                                 storage::dead_query query);

/// not_found unless it is a dead letter.
base::result<storage::job> read_letter(storage::read_access& store, const std::string& tenant,
                                       std::int64_t id);

}  // namespace parley::actors
