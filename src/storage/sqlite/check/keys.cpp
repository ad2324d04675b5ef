#include "storage/sqlite/check/checks.hpp"

namespace parley::storage::sqlite {
namespace {

// The highest number of each kind that something has, and the counter that must be above it.
const std::string used =
    "WITH used (name, highest) AS ("
    "SELECT 'next_session', max(coalesce((SELECT max(key) FROM session), 0), "
    "  coalesce((SELECT max(session) FROM turn), 0), "
    "  coalesce((SELECT max(key) FROM moving), 0)) UNION ALL "
    "SELECT 'next_log', max(coalesce((SELECT max(log) FROM session), 0), "
    "  coalesce((SELECT max(log) FROM message), 0), coalesce((SELECT max(log) FROM segment), 0), "
    "  coalesce((SELECT max(shared) FROM segment), 0), coalesce((SELECT max(log) FROM tally), 0), "
    "  coalesce((SELECT max(log) FROM tombstone), 0), "
    "  coalesce((SELECT max(log) FROM moving), 0)) UNION ALL "
    "SELECT 'next_position', coalesce((SELECT max(position) FROM message), 0) UNION ALL "
    "SELECT 'next_job', coalesce((SELECT max(id) FROM job), 0)) ";
const std::string too_low = "FROM used LEFT JOIN meta USING (name) "
                            "WHERE meta.value IS NULL OR meta.value <= used.highest";

}  // namespace

void check_keys(examination& e) {
  check_rule(e, {"SELECT 'log ' || log, 'belongs to ' || count(*) || ' sessions' "
                 "FROM session GROUP BY log HAVING count(*) > 1"});
  check_rule(e, {"SELECT s.tenant || '/' || s.session_id, 'has the log of ' || t.tenant || '/' || "
                 "t.session_id || ', which was erased' "
                 "FROM tombstone t JOIN session s ON s.log = t.log"});
}

void check_counters(examination& e) {
  check_rule(e, {used + "SELECT name, coalesce('is ' || meta.value, 'is missing') || ', and ' || "
                        "highest || ' is in use' " + too_low,
                 used + "INSERT OR REPLACE INTO meta SELECT name, highest + 1 " + too_low});
  check_rule(e, {"SELECT 'epoch', 'is missing' "
                 "WHERE NOT EXISTS (SELECT 1 FROM meta WHERE name = 'epoch')"});
  check_rule(e, {"SELECT 'store_id', 'is missing' "
                 "WHERE NOT EXISTS (SELECT 1 FROM meta WHERE name = 'store_id')",
                 "INSERT INTO meta VALUES ('store_id', abs(random() / 2) + 1)"});
}

}  // namespace parley::storage::sqlite
