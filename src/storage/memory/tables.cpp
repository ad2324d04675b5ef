#include "storage/memory/tables.hpp"

#include <algorithm>

#include "storage/effect.hpp"

namespace parley::storage::memory {

segments tables::segments_of(std::int64_t log) const {
  const auto it = logs.find(log);
  return segments{it == logs.end() ? std::vector<segment>{} : it->second.shared, log};
}

domain::head tables::head(std::int64_t log) const {
  const auto it = logs.find(log);
  if (it == logs.end()) return {};
  const auto* newest = it->second.messages.empty()
                           ? find(log, segments_of(log).shared_upto())
                           : &it->second.messages.back();
  return newest ? domain::head{newest->seq, newest->received_at} : domain::head{};
}

const domain::message* tables::row(std::int64_t log, std::int64_t seq) const {
  const auto it = logs.find(log);
  if (it == logs.end() || it->second.messages.empty()) return nullptr;
  const auto& rows = it->second.messages;
  if (seq < rows.front().seq || seq > rows.back().seq) return nullptr;
  return &rows[static_cast<std::size_t>(seq - rows.front().seq)];
}

const domain::message* tables::find(std::int64_t log, std::int64_t seq) const {
  return row(segments_of(log).log_of(seq), seq);
}

const domain::message* tables::find(std::int64_t log, const std::string& message_id) const {
  for (const auto& range : segments_of(log).ranges(1, seq_max)) {
    const auto it = logs.find(range.log);
    if (it == logs.end()) continue;
    const auto seq = it->second.seq_of_id.find(message_id);
    if (seq != it->second.seq_of_id.end() && seq->second <= range.to)
      return row(range.log, seq->second);
  }
  return nullptr;
}

tally tables::tally_at(std::int64_t log, std::int64_t seq) const {
  auto ranges = segments_of(log).ranges(0, seq_max);
  for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
    if (range->from - 1 > seq) continue;
    const auto& tallies = logs.at(range->log).tallies;
    const auto after = tallies.upper_bound(std::min(seq, range->to));
    if (after != tallies.begin()) return std::prev(after)->second;
  }
  return {};
}

const idempotent_effect* tables::effect(const std::string& tenant, const std::string& key,
                                        const std::string& route) const {
  const auto it = effects.find({tenant, key, route});
  if (it == effects.end() || !is_kept(it->second.at, clock->now(), limits)) return nullptr;
  return &it->second;
}

}  // namespace parley::storage::memory
