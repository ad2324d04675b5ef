#include "storage/postgres/check/checks.hpp"

namespace parley::storage::postgres {
namespace {

// The highest number of each kind that something has, and the counter that must be above it.
const std::string used =
    "WITH used (name, next, highest) AS ("
    "SELECT 'next_session', (SELECT next_session FROM shard), "
    "  greatest((SELECT max(key) FROM session), (SELECT max(session) FROM turn), "
    "  (SELECT max(key) FROM moving), 0) UNION ALL "
    "SELECT 'next_log', (SELECT next_log FROM shard), greatest((SELECT max(log) FROM session), "
    "  (SELECT max(log) FROM message), (SELECT max(log) FROM segment), "
    "  (SELECT max(shared) FROM segment), (SELECT max(log) FROM tally), "
    "  (SELECT max(log) FROM tombstone), (SELECT max(log) FROM moving), 0) UNION ALL "
    "SELECT 'next_position', (SELECT next_position FROM shard), "
    "  greatest((SELECT max(position) FROM message), 0) UNION ALL "
    "SELECT 'next_job', (SELECT next_job FROM shard), greatest((SELECT max(id) FROM job), 0)) ";

std::string above(const std::string& name) {
  return name + " = greatest(" + name + ", (SELECT highest + 1 FROM used WHERE name = '" + name +
         "'))";
}

}  // namespace

void check_keys(examination& e) {
  check_rule(e, {"SELECT 'log ' || log, 'belongs to ' || count(*) || ' sessions' "
                 "FROM session GROUP BY log HAVING count(*) > 1"});
  check_rule(e, {"SELECT s.tenant || '/' || s.session_id, 'has the log of ' || t.tenant || '/' || "
                 "t.session_id || ', which was erased' "
                 "FROM tombstone t JOIN session s ON s.log = t.log"});
}

void check_counters(examination& e) {
  check_rule(e,
             {"SELECT 'shard', 'is missing' WHERE NOT EXISTS (SELECT 1 FROM shard WHERE id = 0)"});
  check_rule(e,
             {used + "SELECT name, 'is ' || next || ', and ' || highest || ' is in use' FROM used "
                     "WHERE next <= highest",
              used + "UPDATE shard SET " + above("next_session") + ", " + above("next_log") + ", " +
                  above("next_position") + ", " + above("next_job")});
}

}  // namespace parley::storage::postgres
