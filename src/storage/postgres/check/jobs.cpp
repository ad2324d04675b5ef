#include "storage/check/judgements.hpp"
#include "storage/postgres/check/checks.hpp"
#include "storage/postgres/rows.hpp"

namespace parley::storage::postgres {
namespace {

const std::string where = "SELECT j.tenant || '/' || j.session_id || ' job ' || j.id, ";

// The numbers are those of storage::job_kind. A poisoned input may be the creation of its session.
// Dead letters stay when their session moves into another store.
const std::string without_subject =
    "FROM (SELECT *, "
    "EXISTS (SELECT 1 FROM session s "
    "  WHERE s.tenant = job.tenant AND s.session_id = job.session_id) AS alive, "
    "EXISTS (SELECT 1 FROM tombstone t "
    "  WHERE t.tenant = job.tenant AND t.session_id = job.session_id) AS erased, "
    "EXISTS (SELECT 1 FROM receipt r WHERE r.tenant = job.tenant AND r.kind = 2 "
    "  AND job.session_id IN (r.subject, 'user/' || r.subject)) AS person, "
    "EXISTS (SELECT 1 FROM moving v WHERE v.tenant = job.tenant AND v.state = 2 "
    "  AND v.session_id = job.session_id) AS departed FROM job) j "
    "WHERE CASE j.kind WHEN 0 THEN NOT alive AND (erased OR state = 0) WHEN 1 THEN NOT alive "
    "WHEN 2 THEN NOT (erased OR departed) WHEN 4 THEN NOT (alive OR erased) AND state = 0 "
    "WHEN 5 THEN NOT person ELSE false END";

// It would remove messages that a session has.
const std::string purges_of_sessions =
    "FROM job j JOIN session s ON s.log = " + number_in("j.payload", "log") + " WHERE j.kind = 2";

const auto waiting_sql = std::string{"SELECT "} + job_columns +
                         " FROM job WHERE state = 0 AND id > $1 ORDER BY id LIMIT 500";

}  // namespace

void check_jobs(examination& e) {
  check_rule(e, {where + "'is of kind ' || j.kind || ' and state ' || j.state || "
                         "', which are not both known' FROM job j "
                         "WHERE j.kind NOT BETWEEN 0 AND 5 OR j.state NOT BETWEEN 0 AND 1"});
  check_rule(e, {where + "'is about nobody who is there' " + without_subject,
                 "DELETE FROM job WHERE id IN (SELECT j.id " + without_subject + ")"});
  check_rule(e, {where + "'removes messages of ' || s.session_id || ', which is not erased' " +
                     purges_of_sessions,
                 "DELETE FROM job WHERE id IN (SELECT j.id " + purges_of_sessions + ")"});
  // Dead letters wait for somebody who knows why they failed.
  std::int64_t after = 0;
  for (auto rows = e.ask(waiting_sql, parameters::of(after)); !rows.empty();
       rows = e.ask(waiting_sql, parameters::of(after)))
    for (const auto each : rows) {
      const auto j = read_job(each);
      after = j.id;
      if (!storage::check::can_be_done(j, e.opts().limits))
        e.report(j.tenant + "/" + j.session_id + " job " + std::to_string(j.id),
                 "does not say what is to be done");
    }
}

void check_effects(examination& e) {
  const std::string of_erased =
      "FROM idempotency i WHERE EXISTS (SELECT 1 FROM tombstone t WHERE t.tenant = i.tenant "
      "AND t.session_id = i.session_id)";
  check_rule(e, {"SELECT tenant || '/' || session_id, 'was erased, and ' || count(*) || "
                 "' of its Idempotency-Keys are kept' " +
                     of_erased + " GROUP BY tenant, session_id",
                 "DELETE " + of_erased});
}

}  // namespace parley::storage::postgres
