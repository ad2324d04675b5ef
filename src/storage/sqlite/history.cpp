#include "storage/sqlite/history.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "storage/refusal.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string shared_sql = shared_segments;
const std::string newest_sql = newest_in_log;
const std::string received_sql = received_in_log;
// What was erased has none, also while its text is still to be removed.
const std::string digests_sql =
    "SELECT CASE status WHEN 3 THEN zeroblob(16) ELSE digest END FROM message "
    "WHERE log = ? AND seq BETWEEN ? AND ? ORDER BY seq";

/// Digests are read in runs of this many rows, which are compared from memory.
constexpr std::int64_t run_rows = 1024;

std::vector<base::digest> read_digests(reader_connection& c, const segments& history,
                                       std::int64_t from, std::int64_t to) {
  std::vector<base::digest> found;
  for (const auto& range : history.ranges(from, to)) {
    running row{c.sql(digests_sql)};
    row->bind_all(range.log, range.from, range.to);
    while (row->step()) found.push_back(row->digest(0));
  }
  return found;
}

}  // namespace

segments read_history(reader_connection& c, std::int64_t log) {
  return read_segments(c.sql(shared_sql), log);
}

domain::head read_head(reader_connection& c, std::int64_t log) {
  {
    running row{c.sql(newest_sql)};
    row->bind_all(log);
    if (row->step()) return {row->integer(0), base::from_micros(row->integer(1))};
  }
  const auto history = read_history(c, log);
  const auto seq = history.shared_upto();
  if (seq == 0) return {};
  running row{c.sql(received_sql)};
  row->bind_all(history.log_of(seq), seq);
  if (!row->step()) return {};
  return {seq, base::from_micros(row->integer(0))};
}

base::result<std::int64_t> read_common(reader_connection& c, std::int64_t left_log,
                                       std::int64_t right_log) {
  const auto left = read_history(c, left_log);
  const auto right = read_history(c, right_log);
  const auto last = std::min(read_head(c, left_log).last_seq, read_head(c, right_log).last_seq);
  auto upto = std::min(left.shared_with(right), last);
  const auto most = c.opts().limits.compare_messages;
  const auto bound = upto + most;
  while (upto < last) {
    const auto to = std::min(last, upto + run_rows);
    const auto a = read_digests(c, left, upto + 1, to);
    const auto b = read_digests(c, right, upto + 1, to);
    const auto [end, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    upto += end - a.begin();
    if (upto > bound) return base::fail(refusal::too_alike(most));
    if (upto < to) break;
  }
  return upto;
}

}  // namespace parley::storage::sqlite
