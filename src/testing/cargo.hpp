#pragma once

#include <cstddef>
#include <vector>

#include "parley/storage/log.hpp"

namespace parley::testing {

/// All that a store has of a session, as another store takes it over.
struct cargo {
  storage::session_ref ref;
  domain::session record;
  std::int64_t last_seq = 0;
  std::int64_t erasures = 0;
  std::vector<storage::moved_message> messages;
  std::vector<domain::turn> turns;
  std::vector<domain::summary> summaries;
  std::vector<storage::turn_tally> tallies;
  std::vector<storage::moved_day> days;
  friend bool operator==(const cargo&, const cargo&) = default;
};

/// Page by page, so many of each kind at once. Of the session's own log only.
base::result<cargo> read_cargo(storage::log_reader& from, const storage::session_ref& ref,
                               const storage::stored_session& there, std::int64_t page_items);

// Steps of its way. Epoch, key and log are left to who submits them.

/// `count` messages behind the first `skip`; with the first of them all that is no message.
storage::submission stage_of(const cargo& c, std::size_t skip, std::size_t count);
storage::submission arrival_of(const cargo& c);
storage::submission departure_of(const cargo& c);
storage::submission step_of(const storage::session_ref& ref, storage::move_order::phase step);

}  // namespace parley::testing
