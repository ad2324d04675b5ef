#include "storage/sqlite/moving.hpp"

#include <string>

#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

const auto rows_sql = std::string{"SELECT "} + message_columns +
                      ", agent FROM message WHERE log = ? AND seq > ? ORDER BY seq LIMIT ?";
constexpr int agent_at = 15;
const std::string tallies_sql =
    "SELECT seq, turn_count, round FROM tally WHERE log = ? AND seq > ? ORDER BY seq LIMIT ?";
const std::string moving_sql =
    "SELECT tenant, session_id, key, log, state FROM moving WHERE log > ? ORDER BY log LIMIT ?";

}  // namespace

std::vector<moved_message> read_rows_to_move(reader_connection& c, std::int64_t log,
                                             std::int64_t after, std::int64_t items_max,
                                             std::int64_t bytes_max) {
  std::vector<moved_message> found;
  std::int64_t bytes = 0;
  running row{c.sql(rows_sql)};
  row->bind_all(log, after, items_max);
  while (row->step()) {
    moved_message m{read_message(*row), std::string{row->text(agent_at)}};
    bytes += static_cast<std::int64_t>(m.row.bytes());
    if (!found.empty() && bytes > bytes_max) break;
    found.push_back(std::move(m));
  }
  return found;
}

std::vector<turn_tally> read_tallies(reader_connection& c, std::int64_t log, std::int64_t after,
                                     std::int64_t items_max) {
  std::vector<turn_tally> found;
  running row{c.sql(tallies_sql)};
  row->bind_all(log, after, items_max);
  while (row->step()) found.push_back({row->integer(0), row->integer(1), row->integer(2)});
  return found;
}

std::vector<moving_log> read_moving(reader_connection& c, std::int64_t after,
                                    std::int64_t items_max) {
  std::vector<moving_log> found;
  running row{c.sql(moving_sql)};
  row->bind_all(after, items_max);
  while (row->step())
    found.push_back({{std::string{row->text(0)}, std::string{row->text(1)}},
                     row->integer(2),
                     row->integer(3),
                     static_cast<moving_state>(row->integer(4))});
  return found;
}

}  // namespace parley::storage::sqlite
