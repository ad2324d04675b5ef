#include "parley/base/time.hpp"
#include "storage/sqlite/check/checks.hpp"

namespace parley::storage::sqlite {
namespace {

// Logs of which no history shows the newest row, and that no job removes.
const std::string unreachable =
    "FROM (SELECT log, max(seq) AS last FROM message GROUP BY log) m "
    "LEFT JOIN tombstone t ON t.log = m.log "
    "WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.log = m.log) "
    "AND m.last > coalesce((SELECT max(g.upto) FROM segment g JOIN session s ON s.log = g.log "
    "  WHERE g.shared = m.log), 0) "
    "AND m.log NOT IN (SELECT coalesce(json_extract(payload, '$.log'), 0) FROM job "
    "  WHERE kind = 2 AND json_valid(payload)) AND NOT " +
    storage::check::is_staged("m.log");

const std::string unfinished =
    "FROM tombstone t WHERE t.purged_at IS NULL AND NOT EXISTS (SELECT 1 FROM job j "
    "WHERE j.tenant = t.tenant AND j.session_id = t.session_id AND j.kind = 2)";

}  // namespace

std::string add_purges(examination& e, const std::string& rows, const std::string& alias) {
  const auto at = std::to_string(base::to_micros(e.opts().clock->now()));
  return "INSERT INTO job (id, kind, tenant, session_id, state, attempts, not_before, created_at, "
         "reason, payload) SELECT (SELECT value FROM meta WHERE name = 'next_job') + "
         "row_number() OVER () - 1, 2, " +
         alias + ".tenant, " + alias + ".session_id, 0, 0, " + at + ", " + at +
         ", '', json_object('log', " + alias + ".log) " + rows +
         ";UPDATE meta SET value = max(value, (SELECT coalesce(max(id), 0) + 1 FROM job)) "
         "WHERE name = 'next_job';";
}

void check_erased(examination& e) {
  check_rule(e, {"SELECT t.tenant || '/' || t.session_id, 'was erased, and is there' "
                 "FROM tombstone t JOIN session s "
                 "ON s.tenant = t.tenant AND s.session_id = t.session_id"});
  const std::string of_erased = unreachable + " AND t.log IS NOT NULL";
  check_rule(e, {"SELECT t.tenant || '/' || t.session_id, 'was erased, and rows of log ' || m.log "
                 "|| ' are left that nobody removes' " + of_erased,
                 "UPDATE tombstone SET purged_at = NULL WHERE log IN (SELECT m.log " + of_erased +
                     ");" + add_purges(e, of_erased, "t")});
  // Who erased these is not known: they may be all that is left of a session.
  check_rule(e, {"SELECT 'log ' || m.log, 'belongs to no session that is there or was erased, and "
                 "has messages up to seq ' || m.last " + unreachable + " AND t.log IS NULL"});
  check_rule(e, {"SELECT t.tenant || '/' || t.session_id, 'was erased, and nobody finishes it' " +
                     unfinished,
                 add_purges(e, unfinished, "t")});
  check_rule(e, {"SELECT tenant || '/' || session_id, 'has a receipt that cannot be' "
                 "FROM tombstone WHERE sessions < 1 OR messages < 0 OR forks < 0 "
                 "OR purged_at < invisible_at"});
}

void check_receipts(examination& e) {
  const std::string where = "SELECT tenant || ' ' || subject, ";
  check_rule(e, {where + "'has a receipt that cannot be' FROM receipt WHERE kind NOT IN (1, 2) "
                 "OR sessions < 0 OR messages < 0 OR forks < 0 OR purged_at < invisible_at"});
  check_rule(e, {where + "'is being erased, and nobody goes on with it' FROM receipt "
                 "WHERE kind = 2 AND invisible_at IS NULL AND NOT EXISTS (SELECT 1 FROM job j "
                 "WHERE j.tenant = receipt.tenant AND j.kind = 5 "
                 "AND j.session_id IN (receipt.subject, 'user/' || receipt.subject))"});
}

}  // namespace parley::storage::sqlite
