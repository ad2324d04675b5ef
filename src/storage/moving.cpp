#include "parley/storage/moving.hpp"

#include <algorithm>

#include "parley/base/utf8.hpp"
#include "storage/day.hpp"

namespace parley::storage {

std::size_t move_order::bytes() const {
  std::size_t sum = sizeof(*this) + tallies.size() * sizeof(turn_tally);
  for (const auto& m : messages) sum += m.row.bytes() + m.agent.size();
  for (const auto& t : turns) sum += sizeof(t) + t.question.bytes() + t.draft.text.size();
  for (const auto& s : summaries) sum += sizeof(s) + s.text.size();
  for (const auto& d : days) sum += sizeof(d) + d.agent.size();
  return sum;
}

void count_days(const std::vector<moved_message>& messages, std::vector<moved_day>& days) {
  for (const auto& [row, agent] : messages) {
    const auto day = day_of(row.received_at);
    // Messages of one day and role follow one another, so the place is near the end.
    auto place = std::find_if(days.rbegin(), days.rend(),
                              [&](const moved_day& d) { return d.day == day && d.agent == agent; });
    if (place == days.rend()) {
      days.push_back({agent, day, 0, 0});
      place = days.rbegin();
    }
    ++place->messages;
    place->characters += static_cast<std::int64_t>(base::code_points(row.content.value_or("")));
  }
}

}  // namespace parley::storage
