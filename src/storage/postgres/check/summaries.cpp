#include "storage/check/judgements.hpp"
#include "storage/postgres/check/checks.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::postgres {
namespace {

const std::string without_rows =
    "FROM summary WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.log = summary.log) AND "
    "to_seq > coalesce((SELECT max(upto) FROM segment g WHERE g.shared = summary.log), 0) AND "
    "NOT EXISTS (SELECT 1 FROM job WHERE kind = 2 AND " +
    number_in("payload", "log") + " = summary.log) AND NOT " +
    storage::check::is_staged("summary.log");

const std::string rows_sql =
    "SELECT log, number, to_seq, summary_id, stale, record, "
    "coalesce((SELECT max(seq) FROM message m WHERE m.log = summary.log), "
    "(SELECT shared_upto FROM session s WHERE s.log = summary.log), 0) "
    "FROM summary WHERE (log, number) > ($1, $2) ORDER BY log, number LIMIT 500";

std::string mistake_of(const row& r) {
  const auto s = relational::parse_summary(r.text(5));
  if (!s) return s.error().text;
  return storage::check::mistake_in({r.text(3), r.integer(2), r.integer(4) != 0, r.integer(6)}, *s);
}

}  // namespace

void check_summaries(examination& e) {
  check_rule(e, {"SELECT 'log ' || log, 'is that of no session, and has ' || count(*) || "
                 "' summaries' " +
                     without_rows + " GROUP BY log",
                 "DELETE " + without_rows});
  std::int64_t log = 0;
  std::int64_t number = 0;
  for (auto rows = e.ask(rows_sql, parameters::of(log, number)); !rows.empty();
       rows = e.ask(rows_sql, parameters::of(log, number)))
    for (const auto each : rows) {
      log = each.integer(0);
      number = each.integer(1);
      if (auto mistake = mistake_of(each); !mistake.empty())
        e.report("log " + std::to_string(log) + " summary " + std::to_string(number),
                 std::move(mistake));
    }
}

}  // namespace parley::storage::postgres
