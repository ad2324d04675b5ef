#include "parley/context/summary_plan.hpp"

#include <algorithm>

namespace parley::context {

bool needs_summary(std::int64_t round, bool summarized, std::int64_t estimate,
                   const summary_rules& rules) {
  if (estimate > rules.max_tokens) return true;
  return !summarized && is_due(round, rules.rounds);
}

bool may_summarize(std::int64_t round, std::int64_t estimate, const summary_rules& rules) {
  return round >= rules.rounds.first || estimate > rules.max_tokens;
}

bool is_meta(std::int64_t round, std::int64_t earlier, const summary_rules& rules) {
  return round >= rules.rounds.meta && earlier >= 2;
}

std::optional<summary_plan> plan_summary(std::span<const talk_shape> talk,
                                         std::optional<std::size_t> prompt,
                                         const summary_rules& rules) {
  const auto keep = static_cast<std::size_t>(std::max<std::int64_t>(rules.keep_recent, 0));
  if (talk.size() <= keep + 1) return std::nullopt;
  auto split = talk.size() - keep;
  if (prompt) split = std::min(split, *prompt);
  const auto starts = group_starts(talk);
  // Every step back may bring in further results, and those are looked at next.
  for (auto n = talk.size(); n > split; --n) split = std::min(split, starts[n - 1]);
  if (split == 0) return std::nullopt;
  return summary_plan{split, talk.size() - split};
}

}  // namespace parley::context
