#include "storage/sqlite/index/source.hpp"

#include <algorithm>
#include <unordered_map>

#include "parley/domain/names.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string own_sql = "SELECT tenant, session_id, user_id FROM session WHERE log = ?";
const std::string sharer_sql =
    "SELECT s.tenant, s.session_id, s.user_id, g.upto FROM segment g JOIN session s ON s.log = "
    "g.log "
    "WHERE g.shared = ? AND g.upto >= ? ORDER BY s.key LIMIT 1";
const std::string widest_sql =
    "SELECT s.tenant, g.upto FROM segment g JOIN session s ON s.log = g.log "
    "WHERE g.shared = ? ORDER BY g.upto DESC LIMIT 1";
// Rows on their way here are in the index when their session arrives, see storage::moving_state;
// until then nobody shows them.
const std::string staged_sql = "SELECT tenant FROM moving WHERE log = ? AND state = 0";
const std::string rows_sql =
    "SELECT position, log, seq, status, received_at, content FROM message "
    "WHERE position > ? AND position <= ? ORDER BY position LIMIT ?";
const std::string next_sql = "SELECT value FROM meta WHERE name = 'next_position'";
const std::string received_sql =
    "SELECT received_at FROM message WHERE position > ? ORDER BY position LIMIT 1";

std::int64_t next_position(reader_connection& c) {
  running row{c.sql(next_sql)};
  return row->step() ? row->integer(0) : 1;
}

}  // namespace

log_reach reach_of(reader_connection& c, std::int64_t log) {
  {
    running row{c.sql(own_sql)};
    row->bind_all(log);
    if (row->step()) return {std::string{row->text(0)}, seq_max};
  }
  {
    running row{c.sql(widest_sql)};
    row->bind_all(log);
    if (row->step()) return {std::string{row->text(0)}, row->integer(1)};
  }
  running row{c.sql(staged_sql)};
  row->bind_all(log);
  if (row->step()) return {std::string{row->text(0)}, seq_max};
  return {};
}

std::optional<row_owner> owner_of(reader_connection& c, std::int64_t log, std::int64_t seq) {
  {
    running row{c.sql(own_sql)};
    row->bind_all(log);
    if (row->step())
      return row_owner{std::string{row->text(0)}, std::string{row->text(1)}, row->optional_text(2)};
  }
  running row{c.sql(sharer_sql)};
  row->bind_all(log, seq);
  if (!row->step()) return std::nullopt;
  return row_owner{std::string{row->text(0)}, std::string{row->text(1)}, row->optional_text(2)};
}

indexed_rows read_rows(reader_connection& c, std::int64_t after, std::int64_t last,
                       std::int64_t rows_max) {
  indexed_rows found;
  std::unordered_map<std::int64_t, log_reach> reach;
  std::int64_t looked_at = 0;
  found.upto = after;
  {
    running row{c.sql(rows_sql)};
    row->bind_all(after, last, rows_max);
    while (row->step()) {
      ++looked_at;
      found.upto = row->integer(0);
      if (row->integer(3) == static_cast<std::int64_t>(domain::message_status::erased)) continue;
      const auto log = row->integer(1);
      auto place = reach.find(log);
      if (place == reach.end()) place = reach.emplace(log, reach_of(c, log)).first;
      if (row->integer(2) > place->second.upto || row->is_null(5)) continue;
      found.rows.push_back({found.upto, log, place->second.tenant, std::string{row->text(5)}});
    }
  }
  const auto newest = next_position(c) - 1;
  // The positions at the end may be those of rows that are gone.
  if (looked_at < rows_max) found.upto = std::max(after, std::min(last, newest));
  found.behind = std::max<std::int64_t>(0, newest - found.upto);
  found.indexed_upto = c.opts().clock->now();
  if (found.behind > 0) {
    running row{c.sql(received_sql)};
    row->bind_all(found.upto);
    if (row->step())
      found.indexed_upto = std::min(found.indexed_upto, base::from_micros(row->integer(0)));
  }
  return found;
}

}  // namespace parley::storage::sqlite
