#pragma once

#include <string>

#include "actors/reader.hpp"

namespace parley::actors {

// What readers find of summaries; see reader_actor. not_found and erased as for any session.

base::result<protocol::summary_need> read_need(reader_state& state,
                                               const storage::session_ref& ref);
/// `again`: of the latest summary, when there is one.
base::result<protocol::summary_source> read_source(reader_state& state,
                                                   const storage::session_ref& ref, bool again);
base::result<protocol::summary_page> read_summaries(reader_state& state,
                                                    const storage::session_ref& ref,
                                                    std::int64_t skip, std::int64_t items_max);
base::result<domain::summary> read_summary(reader_state& state, const storage::session_ref& ref,
                                           const std::string& id);
base::result<protocol::window_facts> read_window(reader_state& state,
                                                 const storage::session_ref& ref);

}  // namespace parley::actors
