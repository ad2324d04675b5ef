#include "storage/postgres/summaries.hpp"

#include <algorithm>
#include <utility>

#include "storage/postgres/history.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::postgres {
namespace {

// Rows of summaries belong to the log of the session that made them; a history has those of its
// logs whose `to_seq` it shares.
const std::string of_runs = "FROM run r JOIN summary s ON s.log = r.log AND s.to_seq <= r.last ";
const auto state_sql =
    "WITH " + runs +
    "SELECT latest.record, counted.made, counted.stale_to, "
    "coalesce((SELECT count FROM erasing e WHERE e.log = r.log), 0) FROM run r "
    "LEFT JOIN LATERAL (SELECT record FROM summary WHERE log = r.log AND NOT stale "
    "AND to_seq <= r.last ORDER BY to_seq DESC, number DESC LIMIT 1) latest ON true "
    "CROSS JOIN LATERAL (SELECT count(*) AS made, "
    "coalesce(max(to_seq) FILTER (WHERE stale), 0) AS stale_to FROM summary "
    "WHERE log = r.log AND to_seq <= r.last) counted ORDER BY r.first";
const auto list_sql =
    "WITH " + runs + "SELECT s.record " + of_runs + "ORDER BY r.first, s.number OFFSET $2 LIMIT $3";
const auto by_id_sql = "WITH " + runs + "SELECT s.record " + of_runs +
                       "WHERE s.summary_id = $2 ORDER BY r.first LIMIT 1";

}  // namespace

base::result<summary_state> read_summary_state(reader_connection& c, std::int64_t log) {
  return c.ask(every_tenant, state_sql, parameters::of(log),
               [](const result& rows) -> base::result<summary_state> {
                 summary_state state;
                 std::int64_t stale_to = 0;
                 for (const auto each : rows) {
                   if (!each.is_null(0)) {
                     auto found = relational::parse_summary(each.text(0));
                     if (!found) return base::fail(found.error());
                     if (!state.latest || found->to_seq >= state.latest->to_seq)
                       state.latest = std::move(*found);
                   }
                   state.made += each.integer(1);
                   stale_to = std::max(stale_to, each.integer(2));
                   state.erasures += each.integer(3);
                 }
                 if (!state.latest || stale_to > state.latest->to_seq) state.stale_to = stale_to;
                 return state;
               });
}

base::result<std::vector<domain::summary>> read_summaries(reader_connection& c, std::int64_t log,
                                                          std::int64_t skip,
                                                          std::int64_t items_max) {
  return c.ask(
      every_tenant, list_sql,
      parameters::of(log, std::max<std::int64_t>(skip, 0), std::max<std::int64_t>(items_max, 0)),
      [](const result& rows) -> base::result<std::vector<domain::summary>> {
        std::vector<domain::summary> found;
        for (const auto each : rows) {
          auto one = relational::parse_summary(each.text(0));
          if (!one) return base::fail(one.error());
          found.push_back(std::move(*one));
        }
        return found;
      });
}

base::result<std::optional<domain::summary>> read_summary(reader_connection& c, std::int64_t log,
                                                          const std::string& id) {
  return c.ask(every_tenant, by_id_sql, parameters::of(log, id),
               [](const result& rows) -> base::result<std::optional<domain::summary>> {
                 if (rows.empty()) return std::nullopt;
                 return relational::parse_summary(rows[0].text(0));
               });
}

}  // namespace parley::storage::postgres
