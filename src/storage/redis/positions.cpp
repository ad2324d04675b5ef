#include "storage/redis/positions.hpp"

#include <algorithm>
#include <string>

#include "storage/redis/scripts.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

/// Hashes that are read in one round trip.
constexpr std::int64_t hashes_at_once = 32;

/// Hashes that one script looks for, which takes the server a few milliseconds.
constexpr std::int64_t hashes_looked_for = 5000;

void take(const client::reply_view& hash, std::int64_t after, std::int64_t upto,
          std::vector<placed_row>& found) {
  for (std::size_t i = 0; i + 1 < hash.size(); i += 2) {
    const auto position = hash[i].integer();
    if (position > after && position <= upto)
      found.push_back({position, read_position(hash[i + 1].text())});
  }
}

}  // namespace

std::int64_t last_position(server_rows& rows) {
  return rows.ask({"HGET", rows.key_of(store_hash), "position"}).at(0).integer() - 1;
}

std::vector<placed_row> read_positions(server_rows& rows, std::int64_t after, std::int64_t upto) {
  std::vector<placed_row> found;
  for (auto next = after + 1; next <= upto;) {
    client::commands asked;
    for (std::int64_t i = 0; i < hashes_at_once && next <= upto; ++i) {
      asked.add({"HGETALL", rows.key_of(positions_of(next))});
      next = (next / positions_together + 1) * positions_together;
    }
    for (const auto& each : rows.ask(asked)) take(each, after, upto, found);
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  return found;
}

std::optional<placed_row> position_finder::walk(server_rows& rows, std::int64_t position,
                                                std::int64_t last) const {
  const auto last_hash = last / positions_together;
  for (auto next = position + 1; next <= last;) {
    const auto from = next / positions_together;
    const auto to = std::min(last_hash, from + hashes_looked_for - 1);
    const auto there =
        rows.run(first_hash_script(), {positions_prefix, std::to_string(from), std::to_string(to)});
    auto end = (to + 1) * positions_together;
    if (!there.is_nil()) {
      end = (there.integer() + 1) * positions_together;
      const auto found = read_positions(rows, std::max(next, end - positions_together) - 1,
                                        std::min(end - 1, last));
      if (!found.empty()) return found.front();
    }
    next = end;
  }
  return std::nullopt;
}

std::optional<placed_row> position_finder::behind(server_rows& rows, std::int64_t position,
                                                  std::int64_t last) {
  const bool is_known = empty_after_ <= position && position < empty_before_;
  auto found = walk(rows, is_known ? empty_before_ - 1 : position, last);
  if (!is_known) empty_after_ = position;
  empty_before_ = found ? found->position : std::max(last, position) + 1;
  return found;
}

}  // namespace parley::storage::redis
