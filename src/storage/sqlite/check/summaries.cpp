#include "storage/check/judgements.hpp"
#include "storage/sqlite/check/checks.hpp"
#include "storage/sqlite/summaries.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string without_rows =
    "FROM summary WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.log = summary.log) AND "
    "to_seq > coalesce((SELECT max(upto) FROM segment g WHERE g.shared = summary.log), 0) AND "
    "NOT EXISTS (SELECT 1 FROM job WHERE kind = 2 AND "
    "json_extract(payload, '$.log') = summary.log) AND NOT " +
    storage::check::is_staged("summary.log");

const std::string rows_sql =
    "SELECT log, number, to_seq, summary_id, stale, record, "
    "coalesce((SELECT max(seq) FROM message m WHERE m.log = summary.log), "
    "(SELECT shared_upto FROM session s WHERE s.log = summary.log), 0) "
    "FROM summary ORDER BY log, number";

std::string mistake_of(const statement& row) {
  return storage::check::mistake_in(
      {std::string{row.text(3)}, row.integer(2), row.integer(4) == 1, row.integer(6)},
      read_summary(row.text(5)));
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
      mistake = mistake_of(row);
    } catch (const failure& f) {
      mistake = f.what();
    }
    if (mistake.empty()) continue;
    e.report("log " + std::to_string(row.integer(0)) + " summary " + std::to_string(row.integer(1)),
             std::move(mistake));
  }
}

}  // namespace parley::storage::sqlite
