#include "storage/injuries.hpp"

namespace parley::tests {
namespace {

const injury table[] = {
    {"schema", "a missing index", "DROP INDEX session_by_age", true},
    {"schema", "a missing table", "DROP TABLE setting", false},
    {"schema", "another index", "DROP INDEX session_by_age;"
     "CREATE INDEX session_by_age ON session (tenant, created_at)", false},
    {"dense_seq", "a gap", "DELETE FROM message WHERE seq = 2", false},
    {"dense_seq", "a missing beginning",
     "DELETE FROM message WHERE seq = 6 AND log = (SELECT log FROM session WHERE session_id = 'f')",
     false},
    {"bodies", "another content", "UPDATE message SET content = 'x' WHERE position = 2", false},
    {"bodies", "a generated id of another seq",
     "UPDATE message SET message_id = 'm77-abcdefgh' WHERE position = 2", false},
    {"bodies", "a status", "UPDATE message SET status = 9 WHERE position = 2", false},
    {"bodies", "an erased message with its text",
     "UPDATE message SET status = 3 WHERE position = 2", false},
    {"records", "a record that is no JSON", "UPDATE session SET record = '{' WHERE session_id = 'a'",
     false},
    {"records", "another session's record",
     "UPDATE session SET record = (SELECT record FROM session WHERE session_id = 'top') "
     "WHERE session_id = 'root'", false},
    {"records", "a user", "UPDATE session SET user_id = 'x' WHERE session_id = 'a'", true},
    {"records", "a conversation", "UPDATE session SET conversation_id = 'x' WHERE session_id = 'a'",
     true},
    {"records", "a status and a type", "UPDATE session SET status = 1, type = 0", true},
    {"records", "a place in a tree",
     "UPDATE session SET root = 'a', parent = 'a' WHERE session_id = 'child'", true},
    {"keys", "a log of two", "UPDATE session SET log = (SELECT log FROM session "
     "WHERE session_id = 'root') WHERE session_id = 'top'", false},
    {"keys", "the log of an erased session", "UPDATE session SET log = (SELECT log FROM tombstone "
     "WHERE session_id = 'gone') WHERE session_id = 'top'", false},
    {"segments", "an unknown log",
     "UPDATE segment SET shared = 99 WHERE log = (SELECT log FROM session WHERE session_id = 'f')",
     false},
    {"segments", "more than there is",
     "UPDATE segment SET upto = 60 WHERE log = (SELECT log FROM session WHERE session_id = 'g') "
     "AND upto = 7", false},
    {"segments", "its own log",
     "UPDATE segment SET shared = log WHERE log = (SELECT log FROM session WHERE session_id = 'f')",
     false},
    {"segments", "another tenant's log", "UPDATE segment SET upto = 2, shared = (SELECT log FROM "
     "session WHERE tenant = 'u') WHERE log = (SELECT log FROM session WHERE session_id = 'f')",
     false},
    {"segments", "where the own messages begin",
     "UPDATE session SET shared_upto = 2 WHERE session_id = 'f'", true},
    {"tallies", "a count of turns",
     "UPDATE session SET turn_count = 9 WHERE tenant = 't' AND session_id = 'a'", false},
    {"tallies", "a tally of the future", "UPDATE tally SET seq = 500", false},
    {"turns", "a state", "UPDATE turn SET state = 9", false},
    {"turns", "another state", "UPDATE turn SET state = 2", false},
    {"turns", "a record that is no JSON", "UPDATE turn SET record = '{'", false},
    {"turns", "an ordinal", "UPDATE turn SET ordinal = 0", false},
    {"summaries", "a record that is no JSON", "UPDATE summary SET record = '{'", false},
    {"summaries", "an id", "UPDATE summary SET summary_id = 'x'", false},
    {"summaries", "one of nobody", "UPDATE summary SET log = 4711 WHERE log = "
     "(SELECT log FROM session WHERE tenant = 't' AND session_id = 'a')", true},
    {"turns", "another asker", "UPDATE turn SET asker = 'nobody'", false},
    {"activity", "another time",
     "UPDATE activity SET active_at = 5 WHERE tenant = 't' AND session_id = 'a'", true},
    {"activity", "no row", "DELETE FROM activity WHERE session_id IN ('f', 'g')", true},
    {"activity", "a second row", "INSERT INTO activity VALUES ('t', 5, 'a')", true},
    {"activity", "a row of nobody", "INSERT INTO activity VALUES ('t', 5, 'ghost')", true},
    {"statistics", "a total", "UPDATE statistic SET active = active + 9", true},
    {"statistics", "days that are gone", "DELETE FROM statistic_day", true},
    {"statistics", "the agents of a session", "UPDATE session SET agents = 'x'", true},
    {"jobs", "a kind", "UPDATE job SET kind = 9 WHERE kind = 0", false},
    {"jobs", "a payload that is no JSON", "UPDATE job SET payload = '{' WHERE kind = 0", false},
    {"jobs", "a report of nobody", "UPDATE job SET session_id = 'ghost' WHERE kind = 0", true},
    {"jobs", "a cascade of an erased session",
     "UPDATE job SET kind = 1, session_id = 'gone' WHERE kind = 0", true},
    {"jobs", "a person who is not being erased",
     "UPDATE job SET kind = 5, session_id = 'user/x' WHERE kind = 0", true},
    {"effects", "a key of an erased session",
     "UPDATE idempotency SET session_id = 'gone'", true},
    {"erased", "rows that nobody removes", "DELETE FROM job WHERE kind = 2;"
     "UPDATE tombstone SET purged_at = invisible_at WHERE session_id = 'gone'", true},
    {"erased", "an erasing that nobody finishes",
     "UPDATE tombstone SET purged_at = NULL WHERE session_id = 'origin'", true},
    {"erased", "rows of an unknown log", "DELETE FROM job WHERE kind = 2;"
     "DELETE FROM tombstone WHERE session_id = 'gone'", false},
    {"erased", "a receipt", "UPDATE tombstone SET forks = -1", false},
    {"moving", "staged rows of a session", "INSERT INTO moving (log, key, state, tenant, session_id) "
     "SELECT log, key, 0, tenant, session_id FROM session WHERE session_id = 'top'", true},
    {"moving", "a mark of another session", "UPDATE moving SET key = 1 WHERE state = 1", true},
    {"moving", "a mark of nobody", "UPDATE moving SET session_id = 'ghost' WHERE state = 1", true},
    {"moving", "one that has left and is there",
     "INSERT INTO moving (log, key, state, tenant, session_id) "
     "SELECT log, key, 2, tenant, session_id FROM session WHERE session_id = 'top'", true},
    {"moving", "rows that nobody removes", "DELETE FROM job WHERE session_id = 'left' AND kind = 2",
     true},
    {"moving", "rows that somebody else removes",
     "UPDATE job SET session_id = 'gone' WHERE session_id = 'left' AND kind = 2", true},
    {"moving", "a state", "UPDATE moving SET state = 7 WHERE state = 0", false},
    {"moving", "two logs of one session",
     "UPDATE moving SET session_id = 'marked' WHERE state = 0", false},
    {"erased", "staged rows of nobody", "DELETE FROM moving WHERE state = 0", false},
    {"settings", "a setting that is no JSON", "UPDATE setting SET value = '{'", false},
};

}  // namespace

std::vector<injury> injuries_and(std::span<const injury> own) {
  std::vector<injury> all{std::begin(table), std::end(table)};
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

}  // namespace parley::tests
