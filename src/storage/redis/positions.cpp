#include "storage/redis/positions.hpp"

#include <algorithm>
#include <string>

#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

/// Hashes that are read in one round trip.
constexpr std::int64_t hashes_at_once = 32;

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

}  // namespace parley::storage::redis
