#pragma once

#include "actors/reader.hpp"

namespace parley::actors {

// Read actor's answers about turns, with what the history has of them.

/// By turn id, or by its question's message id.
base::result<protocol::turn_lookup> find_turn(reader_state& state, std::int64_t key,
                                              std::int64_t log, const std::string& name,
                                              bool by_question);

base::result<protocol::turn_page> list_turns(reader_state& state, std::int64_t key,
                                             std::int64_t log, std::int64_t after,
                                             std::int64_t items_max);

}  // namespace parley::actors
