#include "storage/postgres/history.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "storage/refusal.hpp"

namespace parley::storage::postgres {
namespace {

const std::string shared_sql = "SELECT shared, upto FROM segment WHERE log = $1 ORDER BY upto";
const std::string newest_sql =
    "SELECT greatest((SELECT max(seq) FROM message WHERE log = $1), "
    "(SELECT max(upto) FROM segment WHERE log = $1), 0)";
// What was erased has none, also while its text is still to be removed.
const std::string digests_sql =
    "SELECT CASE status WHEN 3 THEN decode(repeat('00', 16), 'hex') ELSE digest END FROM message "
    "WHERE log = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq";

/// Digests are read in runs of this many rows, which are compared from memory.
constexpr std::int64_t run_rows = 4096;

std::vector<base::digest> read_digests(reader_connection::snapshot& s, const segments& history,
                                       std::int64_t from, std::int64_t to) {
  std::vector<base::digest> found;
  for (const auto& range : history.ranges(from, to))
    for (const auto each : s.ask(digests_sql, parameters::of(range.log, range.from, range.to)))
      found.push_back(each.digest(0));
  return found;
}

std::int64_t last_seq(reader_connection::snapshot& s, std::int64_t log) {
  return s.ask(newest_sql, parameters::of(log))[0].integer(0);
}

}  // namespace

domain::head read_head(const row& r, int from) {
  if (r.integer(from) == 0) return {};
  return {r.integer(from), base::from_micros(r.integer(from + 1))};
}

std::string code_points(const std::string& column) {
  // An escape is two characters for one.
  return "CASE WHEN strpos(" + column + R"(, E'\x01') = 0 THEN char_length()" + column +
         ") ELSE char_length(regexp_replace(" + column + R"(, E'\x01[\x01\x02]', '_', 'g')) END)";
}

segments read_history(reader_connection::snapshot& s, std::int64_t log) {
  std::vector<segment> shared;
  for (const auto each : s.ask(shared_sql, parameters::of(log)))
    shared.push_back({each.integer(0), each.integer(1)});
  return segments{std::move(shared), log};
}

base::result<std::int64_t> read_common(reader_connection::snapshot& s, std::int64_t left_log,
                                       std::int64_t right_log, std::int64_t messages_max) {
  const auto left = read_history(s, left_log);
  const auto right = read_history(s, right_log);
  const auto last = std::min(last_seq(s, left_log), last_seq(s, right_log));
  auto upto = std::min(left.shared_with(right), last);
  const auto bound = upto + messages_max;
  while (upto < last) {
    const auto to = std::min(last, upto + run_rows);
    const auto a = read_digests(s, left, upto + 1, to);
    const auto b = read_digests(s, right, upto + 1, to);
    const auto [end, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    upto += end - a.begin();
    if (upto > bound) return base::fail(refusal::too_alike(messages_max));
    if (upto < to) break;
  }
  return upto;
}

}  // namespace parley::storage::postgres
