#pragma once

#include "actors/reader.hpp"

namespace parley::actors {

// What the reader finds out about sessions that share a history or a conversation.

base::result<protocol::origin_facts> find_origin(reader_state& state,
                                                 const protocol::origin_query& query);

base::result<protocol::prior_history> prior_of(reader_state& state,
                                               const storage::session_ref& earlier);

base::result<protocol::comparison> compare(reader_state& state,
                                           const protocol::compare_request& request);

}  // namespace parley::actors
