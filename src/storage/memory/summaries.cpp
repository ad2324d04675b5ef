#include <algorithm>

#include "parley/base/utf8.hpp"
#include "storage/memory/tables.hpp"
#include "storage/page_bounds.hpp"

namespace parley::storage::memory {

std::vector<const domain::summary*> tables::summaries_of(std::int64_t log) const {
  std::vector<const domain::summary*> found;
  const auto take = [&](std::int64_t from, std::int64_t upto) {
    const auto it = logs.find(from);
    if (it == logs.end()) return;
    for (const auto& s : it->second.summaries)
      if (s.to_seq <= upto) found.push_back(&s);
  };
  const auto history = segments_of(log);
  for (const auto& run : history.cut(history.shared_upto())) take(run.log, run.upto);
  take(log, seq_max);
  return found;
}

summary_state tables::summary_state_of(std::int64_t log) const {
  summary_state state;
  std::int64_t stale_to = 0;
  for (const auto* s : summaries_of(log)) {
    ++state.made;
    if (s->stale)
      stale_to = std::max(stale_to, s->to_seq);
    else if (!state.latest || s->to_seq >= state.latest->to_seq)
      state.latest = *s;
  }
  if (!state.latest || stale_to > state.latest->to_seq) state.stale_to = stale_to;
  const auto erasures = [&](std::int64_t of) {
    const auto it = logs.find(of);
    return it == logs.end() ? 0 : it->second.erasures;
  };
  const auto history = segments_of(log);
  for (const auto& run : history.cut(history.shared_upto())) state.erasures += erasures(run.log);
  state.erasures += erasures(log);
  return state;
}

std::optional<base::status> tables::keep_summary(std::int64_t log, const summary_order& order) {
  if (auto refused = misfit(order, summary_state_of(log), head(log).last_seq)) return refused;
  logs.edit(log).summaries.push_back(order.made);
  return std::nullopt;
}

std::int64_t tables::spoil_summaries(std::int64_t log, std::int64_t seq) {
  ++logs.edit(log).erasures;
  std::int64_t spoiled = 0;
  for (const auto& [each, rows] : logs) {
    const bool shares =
        std::any_of(rows.shared.begin(), rows.shared.end(),
                    [&](const segment& run) { return run.log == log && run.upto >= seq; });
    if (each != log && !shares) continue;
    const auto fresh = [&](const domain::summary& s) { return !s.stale && s.to_seq >= seq; };
    if (std::ranges::none_of(rows.summaries, fresh)) continue;
    for (auto& s : logs.edit(each).summaries) {
      if (!fresh(s)) continue;
      s.stale = true;
      s.text.clear();
      s.external_keys.clear();
      ++spoiled;
    }
  }
  return spoiled;
}

std::int64_t tables::summaries_above(std::int64_t log, std::int64_t seq) const {
  const auto it = logs.find(log);
  if (it == logs.end()) return 0;
  return std::ranges::count_if(it->second.summaries,
                               [&](const domain::summary& s) { return s.to_seq > seq; });
}

std::int64_t tables::characters(std::int64_t log, std::int64_t after, std::int64_t most) const {
  std::int64_t sum = 0;
  const auto last = head(log).last_seq;
  for (auto seq = after + 1; seq <= last && sum <= most; ++seq)
    if (const auto* m = find(log, seq); m && m->content)
      sum += static_cast<std::int64_t>(base::code_points(*m->content));
  return sum;
}

}  // namespace parley::storage::memory
