#include "storage/sqlite/summaries.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "parley/base/utf8.hpp"
#include "parley/domain/json.hpp"
#include "storage/sqlite/history.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string latest_sql = latest_summary;
const std::string counts_sql = count_summaries;
const std::string erasures_sql = count_erasures;
const std::string list_sql =
    "SELECT record FROM summary WHERE log = ?1 AND to_seq <= ?2 ORDER BY number LIMIT ?3 OFFSET ?4";
const std::string by_id_sql =
    "SELECT record FROM summary WHERE log = ?1 AND summary_id = ?2 AND to_seq <= ?3";
const std::string contents_sql =
    "SELECT content FROM message WHERE log = ?1 AND seq BETWEEN ?2 AND ?3 AND status <> 3 "
    "ORDER BY seq";

/// The runs of a history, the own log last and without an end.
std::vector<segment> runs_of(const segments& history) {
  auto runs = history.cut(history.shared_upto());
  runs.push_back({history.own(), seq_max});
  return runs;
}

}  // namespace

domain::summary read_summary(std::string_view record) {
  const auto value = domain::parse_json(record);
  auto found = value ? domain::read_summary(*value, no_limits()) : base::fail(value.error());
  if (!found) throw failure(SQLITE_CORRUPT, "a stored summary cannot be read: " + found.error().text);
  return std::move(*found);
}

summary_state read_state(const segments& history, summary_statements sql) {
  summary_state state;
  std::int64_t stale_to = 0;
  for (const auto& run : runs_of(history)) {
    {
      running row{sql.latest};
      row->bind_all(run.log, run.upto);
      if (row->step()) {
        auto found = read_summary(row->text(0));
        if (!state.latest || found.to_seq >= state.latest->to_seq) state.latest = std::move(found);
      }
    }
    {
      running row{sql.counts};
      row->bind_all(run.log, run.upto);
      if (row->step()) {
        state.made += row->integer(0);
        stale_to = std::max(stale_to, row->integer(1));
      }
    }
    running row{sql.erasures};
    row->bind_all(run.log);
    if (row->step()) state.erasures += row->integer(0);
  }
  if (!state.latest || stale_to > state.latest->to_seq) state.stale_to = stale_to;
  return state;
}

summary_state read_summary_state(reader_connection& c, std::int64_t log) {
  return read_state(read_history(c, log),
                    {c.sql(latest_sql), c.sql(counts_sql), c.sql(erasures_sql)});
}

std::vector<domain::summary> read_summaries(reader_connection& c, std::int64_t log,
                                            std::int64_t skip, std::int64_t items_max) {
  std::vector<domain::summary> found;
  for (const auto& run : runs_of(read_history(c, log))) {
    const auto left = items_max - static_cast<std::int64_t>(found.size());
    if (left <= 0) break;
    std::int64_t there = 0;
    {
      running row{c.sql(counts_sql)};
      row->bind_all(run.log, run.upto);
      if (row->step()) there = row->integer(0);
    }
    if (skip >= there) {
      skip -= there;
      continue;
    }
    running row{c.sql(list_sql)};
    row->bind_all(run.log, run.upto, left, skip);
    while (row->step()) found.push_back(read_summary(row->text(0)));
    skip = 0;
  }
  return found;
}

std::optional<domain::summary> read_summary(reader_connection& c, std::int64_t log,
                                            const std::string& id) {
  for (const auto& run : runs_of(read_history(c, log))) {
    running row{c.sql(by_id_sql)};
    row->bind_all(run.log, std::string_view{id}, run.upto);
    if (row->step()) return read_summary(row->text(0));
  }
  return std::nullopt;
}

std::int64_t read_characters(reader_connection& c, std::int64_t log, std::int64_t after,
                             std::int64_t most) {
  std::int64_t sum = 0;
  for (const auto& run : read_history(c, log).ranges(after + 1, seq_max)) {
    running row{c.sql(contents_sql)};
    row->bind_all(run.log, run.from, run.to);
    while (row->step()) {
      sum += static_cast<std::int64_t>(base::code_points(row->text(0)));
      if (sum > most) return sum;
    }
  }
  return sum;
}

}  // namespace parley::storage::sqlite
