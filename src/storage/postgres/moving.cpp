#include "storage/postgres/moving.hpp"

#include <string>

#include "storage/postgres/pipeline.hpp"
#include "storage/postgres/rows.hpp"

namespace parley::storage::postgres {
namespace {

const std::string columns = std::string{message_columns} + ", agent";
constexpr int agent_at = 15;

// Not many more bytes than $4, as far as sizes tell without reading texts.
const auto rows_sql =
    "SELECT " + columns +
    " FROM (SELECT *, sum(size) OVER (ORDER BY seq) - size AS before FROM "
    "(SELECT " +
    columns +
    ", (coalesce(octet_length(content), 0) + coalesce(octet_length(tool_calls), 0) + "
    "coalesce(octet_length(metadata), 0) + coalesce(octet_length(item), 0) + "
    "coalesce(octet_length(extra), 0)) / 2 AS size FROM message WHERE log = $1 AND seq > $2 "
    "ORDER BY seq LIMIT $3) sized) counted WHERE before <= $4 ORDER BY seq";
const std::string tallies_sql =
    "SELECT seq, turn_count, round FROM tally WHERE log = $1 AND seq > $2 ORDER BY seq LIMIT $3";
const std::string moving_sql =
    "SELECT tenant, session_id, key, log, state FROM moving WHERE log > $1 ORDER BY log LIMIT $2";

}  // namespace

base::result<std::vector<moved_message>> read_rows_to_move(reader_connection& c, std::int64_t log,
                                                           std::int64_t after,
                                                           std::int64_t items_max,
                                                           std::int64_t bytes_max) {
  return c.ask(
      every_tenant, rows_sql, parameters::of(log, after, items_max, bytes_max),
      [&](const result& rows) -> base::result<std::vector<moved_message>> {
        std::vector<moved_message> found;
        std::int64_t bytes = 0;
        for (const auto each : rows) {
          moved_message m{read_message(each), each.is_null(agent_at) ? "" : each.text(agent_at)};
          bytes += static_cast<std::int64_t>(m.row.bytes());
          if (!found.empty() && bytes > bytes_max) break;
          found.push_back(std::move(m));
        }
        return found;
      });
}

base::result<std::vector<turn_tally>> read_tallies(reader_connection& c, std::int64_t log,
                                                   std::int64_t after, std::int64_t items_max) {
  return c.ask(every_tenant, tallies_sql, parameters::of(log, after, items_max),
               [](const result& rows) -> base::result<std::vector<turn_tally>> {
                 std::vector<turn_tally> found;
                 for (const auto each : rows)
                   found.push_back({each.integer(0), each.integer(1), each.integer(2)});
                 return found;
               });
}

base::result<std::vector<moving_log>> read_moving(reader_connection& c, std::int64_t after,
                                                  std::int64_t items_max) {
  return c.ask(every_tenant, moving_sql, parameters::of(after, items_max),
               [](const result& rows) -> base::result<std::vector<moving_log>> {
                 std::vector<moving_log> found;
                 for (const auto each : rows)
                   found.push_back({{each.text(0), each.text(1)},
                                    each.integer(2),
                                    each.integer(3),
                                    static_cast<moving_state>(each.integer(4))});
                 return found;
               });
}

}  // namespace parley::storage::postgres
