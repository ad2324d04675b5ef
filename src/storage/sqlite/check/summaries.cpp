#include "storage/sqlite/check/checks.hpp"
#include "storage/sqlite/summaries.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string without_rows =
    "FROM summary WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.log = summary.log) AND "
    "to_seq > coalesce((SELECT max(upto) FROM segment g WHERE g.shared = summary.log), 0) AND "
    "NOT EXISTS (SELECT 1 FROM job WHERE kind = 2 AND "
    "json_extract(payload, '$.log') = summary.log)";

const std::string rows_sql =
    "SELECT log, number, to_seq, summary_id, stale, record, "
    "coalesce((SELECT max(seq) FROM message m WHERE m.log = summary.log), "
    "(SELECT shared_upto FROM session s WHERE s.log = summary.log), 0) "
    "FROM summary ORDER BY log, number";

std::string mistake_in(const statement& row) {
  const auto s = read_summary(row.text(5));
  if (s.summary_id != row.text(3) || s.to_seq != row.integer(2) || s.stale != (row.integer(4) == 1))
    return "differs from its record";
  if (s.to_seq > row.integer(6)) return "covers messages that are not there";
  if (s.stale && !s.text.empty()) return "is stale and has its text";
  return {};
}

}  // namespace

void check_summaries(examination& e) {
  check_rule(e, {"SELECT 'log ' || log, 'is that of no session, and has ' || count(*) || "
                 "' summaries' " + without_rows + " GROUP BY log",
                 "DELETE " + without_rows});
  statement row{e.store().handle(), rows_sql};
  while (row.step()) {
    std::string mistake;
    try {
      mistake = mistake_in(row);
    } catch (const failure& f) {
      mistake = f.what();
    }
    if (mistake.empty()) continue;
    e.report("log " + std::to_string(row.integer(0)) + " summary " + std::to_string(row.integer(1)),
             std::move(mistake));
  }
}

}  // namespace parley::storage::sqlite
