#include "storage/postgres/statistics.hpp"

#include <limits>

namespace parley::storage::postgres {
namespace {

// Three kinds of rows in one answer: the total, days, agents.
const std::string statistics_sql =
    "SELECT 0, active, closed, archived, length, duration, NULL FROM statistic "
    "WHERE tenant = $1 AND agent = $2 UNION ALL "
    "(SELECT 1, day, created, messages, characters, 0, NULL FROM statistic_day "
    "WHERE tenant = $1 AND agent = $2 AND day BETWEEN $3 AND $4 ORDER BY day) UNION ALL "
    "(SELECT 2, 0, 0, 0, 0, 0, agent FROM statistic "
    "WHERE tenant = $1 AND $2 = '' AND agent > '' ORDER BY agent)";

void take(const row& r, statistics& found) {
  switch (r.integer(0)) {
    case 0:
      found.active = r.integer(1);
      found.closed = r.integer(2);
      found.archived = r.integer(3);
      found.length = r.integer(4);
      found.duration_us = r.integer(5);
      break;
    case 1:
      found.days.push_back({r.integer(1), r.integer(2), r.integer(3), r.integer(4)});
      break;
    default:
      found.agents.push_back(r.text(6));
  }
}

}  // namespace

base::result<statistics> read_statistics(reader_connection& c, const statistics_query& query) {
  using limits = std::numeric_limits<std::int64_t>;
  const auto p =
      parameters::of(query.tenant, query.agent.value_or(""), query.from.value_or(limits::min()),
                     query.to.value_or(limits::max()));
  return c.ask(query.tenant, statistics_sql, p, [](const result& rows) -> base::result<statistics> {
    statistics found;
    for (const auto each : rows) take(each, found);
    return found;
  });
}

}  // namespace parley::storage::postgres
