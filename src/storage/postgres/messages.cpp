#include "storage/postgres/messages.hpp"

#include <algorithm>
#include <utility>

#include "parley/domain/message_id.hpp"
#include "storage/page_bounds.hpp"
#include "storage/postgres/history.hpp"
#include "storage/postgres/rows.hpp"

namespace parley::storage::postgres {
namespace {

const std::string columns = message_columns;

/// Contents are counted at first in runs of so many messages.
constexpr std::int64_t characters_rows = 500;

/// At most $4 messages of seqs $2 to $3 and, as far as the server can tell, not many more than $5
/// bytes: it sees sizes without reading texts, in which an escape is two bytes for one.
std::string page_sql(const std::string& direction) {
  return "WITH " + runs + "SELECT " + columns + " FROM (SELECT *, sum(size) OVER (ORDER BY seq " +
         direction +
         ") - size AS before FROM "
         "(SELECT m.*, (coalesce(octet_length(content), 0) + coalesce(octet_length(tool_calls), 0) "
         "+ "
         "coalesce(octet_length(metadata), 0) + coalesce(octet_length(item), 0) + "
         "coalesce(octet_length(extra), 0)) / 2 AS size FROM run r CROSS JOIN LATERAL (SELECT " +
         columns +
         " FROM message WHERE log = r.log AND seq BETWEEN greatest(r.first, $2) "
         "AND least(r.last, $3) ORDER BY seq " +
         direction +
         " LIMIT $4) m "
         "WHERE r.first <= $3 AND r.last >= $2 ORDER BY m.seq " +
         direction + " LIMIT $4) sized) counted WHERE before <= $5 ORDER BY seq " + direction;
}
const auto oldest_sql = page_sql("");
const auto newest_sql = page_sql("DESC");

std::string holder_of(const std::string& seq) {
  return "coalesce((SELECT shared FROM segment WHERE log = $1 AND upto >= " + seq +
         " ORDER BY upto LIMIT 1), $1)";
}
const auto by_seq_sql =
    "SELECT " + columns + " FROM message WHERE log = " + holder_of("$2") + " AND seq = $2";

// The seq in a generated id, $3, leads to it; others are found by an index.
const auto by_id_sql =
    "WITH " + runs + "SELECT " + columns +
    " FROM (SELECT 0 AS rank, m.* FROM message m "
    "WHERE log = " +
    holder_of("$3") +
    " AND seq = $3 AND message_id = $2 UNION ALL "
    "SELECT r.first AS rank, m.* FROM run r JOIN message m ON m.log = r.log AND m.given "
    "AND m.message_id = $2 AND m.seq <= r.last) found ORDER BY rank LIMIT 1";

const auto characters_sql =
    "WITH " + runs + "SELECT m.seq, CASE WHEN m.status = 3 OR m.content IS NULL THEN 0 ELSE " +
    code_points("m.content") +
    " END FROM run r CROSS JOIN LATERAL (SELECT seq, status, content "
    "FROM message WHERE log = r.log AND seq BETWEEN greatest(r.first, $2) AND r.last ORDER BY seq "
    "LIMIT $3) m WHERE r.last >= $2 ORDER BY m.seq LIMIT $3";

found_message first_of(const result& rows) {
  if (rows.empty()) return std::nullopt;
  return read_message(rows[0]);
}

}  // namespace

base::result<std::vector<domain::message>> read_page(reader_connection& c, std::int64_t log,
                                                     const page_request& request) {
  const page_bounds bounds{request};
  const auto p = parameters::of(log, bounds.from, bounds.to,
                                std::max<std::int64_t>(request.items_max, 1), request.bytes_max);
  return c.ask(every_tenant, bounds.from_newest ? newest_sql : oldest_sql, p,
               [&](const result& rows) -> base::result<std::vector<domain::message>> {
                 page_filler filler{request};
                 for (const auto each : rows)
                   if (!filler.take(read_message(each))) break;
                 return filler.finish(bounds);
               });
}

found_message read_seq(reader_connection& c, std::int64_t log, std::int64_t seq) {
  return c.ask(every_tenant, by_seq_sql, parameters::of(log, seq), first_of);
}

found_message read_id(reader_connection& c, std::int64_t log, const std::string& message_id) {
  const auto seq = domain::seq_of_message_id(message_id).value_or(0);
  return c.ask(every_tenant, by_id_sql, parameters::of(log, message_id, seq), first_of);
}

base::result<std::int64_t> read_characters(reader_connection& c, std::int64_t log,
                                           std::int64_t after, std::int64_t most) {
  return c.in_snapshot(every_tenant, [&](auto& moment) -> base::result<std::int64_t> {
    std::int64_t sum = 0;
    auto rows_max = characters_rows;
    for (auto from = std::clamp(after, std::int64_t{0}, seq_max) + 1;;) {
      const auto rows = moment.ask(characters_sql, parameters::of(log, from, rows_max));
      for (const auto each : rows) {
        sum += each.integer(1);
        if (sum > most) return sum;
        from = each.integer(0) + 1;
      }
      if (rows.size() < rows_max) return sum;
      rows_max = 10 * characters_rows;
    }
  });
}

}  // namespace parley::storage::postgres
