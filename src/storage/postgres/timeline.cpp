#include "storage/postgres/timeline.hpp"

#include <algorithm>

#include "storage/arrived.hpp"
#include "storage/postgres/history.hpp"
#include "storage/postgres/pipeline.hpp"

namespace parley::storage::postgres {
namespace {

const std::string end_sql = "SELECT next_position - 1, store_id FROM shard WHERE id = 0";

// Rows of others are not seen.
const auto places_sql =
    "SELECT (SELECT next_position - 1 FROM shard WHERE id = 0), found.position, found.log, "
    "found.seq, found.session_id, found.arrived FROM (SELECT 1) one LEFT JOIN LATERAL (SELECT "
    "m.position, m.log, "
    "m.seq, coalesce(own.session_id, sharer.session_id) AS session_id, "
    "coalesce(m.seq <= a.value::bigint, false) AS arrived FROM message m" +
    join_owner + "LEFT JOIN setting a ON a.tenant = m.tenant AND a.name = '" + arrived_prefix +
    "' || m.log "
    "WHERE m.position > $1 AND m.position <= $2 AND m.tenant = $3 "
    "AND coalesce(own.session_id, sharer.session_id) IS NOT NULL "
    "ORDER BY m.position LIMIT $4) found ON true ORDER BY found.position";

}  // namespace

base::result<timeline_end> read_end(reader_connection& c) {
  return c.ask(every_tenant, end_sql, {}, [](const result& rows) -> base::result<timeline_end> {
    if (rows.empty()) return timeline_end{};
    return timeline_end{rows[0].integer(0), rows[0].integer(1)};
  });
}

base::result<placed_page> read_places(reader_connection& c, const std::string& tenant,
                                      std::int64_t after, std::int64_t items_max,
                                      std::int64_t rows_max) {
  const auto upto = after + rows_max;
  return c.ask(tenant, places_sql, parameters::of(after, upto, tenant, items_max),
               [&](const result& rows) -> base::result<placed_page> {
                 placed_page page;
                 page.upto = after;
                 for (const auto each : rows) {
                   page.end = each.integer(0);
                   if (each.is_null(1)) break;
                   page.items.push_back({each.integer(1), each.text(4), each.integer(2),
                                         each.integer(3), each.integer(5) != 0});
                 }
                 page.upto = static_cast<std::int64_t>(page.items.size()) == items_max
                                 ? page.items.back().place
                                 : std::max(after, std::min(upto, page.end));
                 return page;
               });
}

}  // namespace parley::storage::postgres
