#include "storage/redis/timeline.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "storage/arrived.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/positions.hpp"
#include "storage/redis/stored_number.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

/// Positions that are read in one go: fewer than may be looked at, since a page is often full
/// sooner.
constexpr std::int64_t positions_at_once = 32 * positions_together;

/// Of logs, as they were when they were asked for first.
class logs {
 public:
  logs(server_rows& rows, const std::string& tenant) : rows_(rows), tenant_(tenant) {}

  std::optional<session_ref> owner(std::int64_t log, std::int64_t seq) {
    const auto& known = of(log);
    return known.session ? known.session : owner_of(rows_, log, seq);
  }

  bool arrived(std::int64_t log, std::int64_t seq) { return seq <= of(log).arrived_upto; }

 private:
  struct facts {
    std::optional<session_ref> session;  ///< whose own it is
    std::int64_t arrived_upto = 0;
  };

  const facts& of(std::int64_t log) {
    const auto known = known_.find(log);
    if (known != known_.end()) return known->second;
    facts found;
    if (const auto owner = rows_.get(hashes::owner, number_key(log)))
      if (const auto entry = entry_of(rows_, number_of(*owner))) found.session = entry->row.address;
    if (const auto upto =
            rows_.get(tables_of::setting, key{}.text(arrived_name(log)).text(tenant_)))
      found.arrived_upto = stored_number(*upto);
    return known_.emplace(log, std::move(found)).first->second;
  }

  server_rows& rows_;
  const std::string& tenant_;
  std::map<std::int64_t, facts> known_;
};

}  // namespace

timeline_end read_end(server_rows& rows) {
  return {last_position(rows), stored_number(rows.store()->id())};
}

placed_page read_places(server_rows& rows, const std::string& tenant, std::int64_t after,
                        std::int64_t items_max, std::int64_t rows_max) {
  placed_page page;
  page.end = last_position(rows);
  const auto last = std::min(after + rows_max, page.end);
  page.upto = after;
  logs known{rows, tenant};
  while (page.upto < last) {
    const auto upto = std::min(last, page.upto + positions_at_once);
    for (const auto& [place, row] : read_positions(rows, page.upto, upto)) {
      if (row.tenant != tenant) continue;
      auto owner = known.owner(row.log, row.seq);
      if (!owner || owner->tenant != tenant) continue;
      page.items.push_back(
          {place, std::move(owner->id), row.log, row.seq, known.arrived(row.log, row.seq)});
      if (static_cast<std::int64_t>(page.items.size()) < items_max) continue;
      page.upto = place;
      return page;
    }
    page.upto = upto;
  }
  return page;
}

}  // namespace parley::storage::redis
