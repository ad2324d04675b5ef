#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/domain/summary.hpp"

namespace parley::storage {

/// What there is of summaries in a history, at one moment.
struct summary_state {
  std::optional<domain::summary> latest;  ///< the one that is not stale with the highest to_seq
  std::int64_t made = 0;        ///< all that were ever made, stale ones included
  std::int64_t stale_to = 0;    ///< highest to_seq of stale ones above the latest; 0: none
  std::int64_t erasures = 0;    ///< grows with each erasing of messages, or of a session's questions
  friend bool operator==(const summary_state&, const summary_state&) = default;
};

/// A new summary of the session's history. It goes alone, and the head is not checked. Written only if
/// the latest one is that which `made.previous_summary_id` names, `made.from_seq` is behind it, `to_seq`
/// is in the history and `erasures` are as many as when its messages were read: else it is
/// rejected as conflict (field `summary`).
///
/// With `replaces` it takes the place of that one, which must be the latest: it covers the same
/// messages, goes on from the same summary, and is the latest from then on. The older one stays.
struct summary_order {
  domain::summary made;
  std::int64_t erasures = 0;
  std::optional<std::string> replaces{};  ///< id of the summary that was made again
  friend bool operator==(const summary_order&, const summary_order&) = default;
};

/// Why an order does not fit what is there; `last_seq` is that of the history.
std::optional<base::status> misfit(const summary_order& order, const summary_state& there,
                                   std::int64_t last_seq);

}  // namespace parley::storage
