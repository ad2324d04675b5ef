#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "parley/context/grouping.hpp"
#include "parley/context/rounds.hpp"

namespace parley::context {

// When and what is summarized (SPEC 5, "When to summarize" and "How"). Pure functions of values,
// for the window and for sessions.

/// Settings `context.first_round`, `.meta_round`, `.every`, `.keep_recent`, `.max_tokens`.
struct summary_rules {
  round_rules rounds;
  std::int64_t keep_recent = 6;     ///< so many of the newest messages stay, at least
  std::int64_t max_tokens = 60000;  ///< the trigger estimate above which a summary is due
};

/// The trigger estimate of contents that have so many code points together. It decides when to
/// summarize and nothing else; headings, marks, names and calls do not count, null is 0.
constexpr std::int64_t trigger_estimate(std::int64_t characters) { return characters / 4; }

/// Whether a summary is due at a round that was just noted. `summarized`: this round has one
/// already. A round that failed is not made up by later ones.
bool needs_summary(std::int64_t round, bool summarized, std::int64_t estimate,
                   const summary_rules& rules);

/// Whether an order to summarize is followed: not before the first round, unless over the limit.
bool may_summarize(std::int64_t round, std::int64_t estimate, const summary_rules& rules);

/// Whether the summary made at `round` joins earlier ones. `earlier`: all ever made.
bool is_meta(std::int64_t round, std::int64_t earlier, const summary_rules& rules);

/// The split: the first `covers` messages go to the summarizer, the rest stays.
struct summary_plan {
  std::size_t covers = 0;
  std::size_t kept = 0;
  friend bool operator==(const summary_plan&, const summary_plan&) = default;
};

/// Splits the talk after the latest summary (no system prompt, retrieved text or summary in it).
/// The newest `keep_recent` stay; nothing when at most one message would be left. Then the split
/// moves back: before the current prompt (`prompt`, an index), and to the calling message of every
/// result that stays. Nothing when that leaves no message to summarize.
std::optional<summary_plan> plan_summary(std::span<const talk_shape> talk,
                                         std::optional<std::size_t> prompt,
                                         const summary_rules& rules);

}  // namespace parley::context
