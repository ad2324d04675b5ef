#include "storage/sqlite/statistics.hpp"

#include <limits>

namespace parley::storage::sqlite {
namespace {

const std::string totals_sql =
    "SELECT active, closed, archived, length, duration FROM statistic "
    "WHERE tenant = ? AND agent = ?";
const std::string days_sql =
    "SELECT day, created, messages, characters FROM statistic_day "
    "WHERE tenant = ? AND agent = ? AND day BETWEEN ? AND ? ORDER BY day";
const std::string agents_sql =
    "SELECT agent FROM statistic WHERE tenant = ? AND agent > '' ORDER BY agent";

}  // namespace

statistics read_statistics(reader_connection& c, const statistics_query& query) {
  const std::string_view tenant{query.tenant};
  const std::string_view agent{query.agent ? *query.agent : std::string_view{}};
  statistics found;
  {
    running row{c.sql(totals_sql)};
    row->bind_all(tenant, agent);
    if (row->step()) {
      found.active = row->integer(0);
      found.closed = row->integer(1);
      found.archived = row->integer(2);
      found.length = row->integer(3);
      found.duration_us = row->integer(4);
    }
  }
  {
    running row{c.sql(days_sql)};
    row->bind_all(tenant, agent,
                  query.from.value_or(std::numeric_limits<std::int64_t>::min()),
                  query.to.value_or(std::numeric_limits<std::int64_t>::max()));
    while (row->step())
      found.days.push_back(
          {row->integer(0), row->integer(1), row->integer(2), row->integer(3)});
  }
  if (!query.agent) {
    running row{c.sql(agents_sql)};
    row->bind_all(tenant);
    while (row->step()) found.agents.emplace_back(row->text(0));
  }
  return found;
}

}  // namespace parley::storage::sqlite
