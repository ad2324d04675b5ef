#include "storage/postgres_injuries.hpp"

namespace parley::tests {
namespace {

const postgres_injury table[] = {
    {"schema", "a missing index", "DROP INDEX session_by_age", true},
    {"schema", "a missing table", "DROP TABLE setting", false},
    {"schema", "another index", "DROP INDEX session_by_age;"
     "CREATE INDEX session_by_age ON session (tenant, created_at)", false},
    {"schema", "rows that everybody sees", "ALTER TABLE message DISABLE ROW LEVEL SECURITY", false},
    {"schema", "another policy", "DROP POLICY of_tenant ON session;"
     "CREATE POLICY of_tenant ON session USING (true)", false},
    {"tenants", "messages of another tenant",
     "UPDATE message SET tenant = 'u' WHERE position = 2", true},
    {"tenants", "turns of another tenant", "UPDATE turn SET tenant = 'u'", true},
    {"dense_seq", "a gap", "DELETE FROM message WHERE seq = 2", false},
    {"dense_seq", "a missing beginning",
     "DELETE FROM message WHERE seq = 6 AND log = (SELECT log FROM session WHERE session_id = 'f')",
     false},
    {"given_ids", "an id of what is shared", "UPDATE message SET message_id = 'given', given = true "
     "WHERE seq = 7 AND log = (SELECT log FROM session WHERE session_id = 'f')", false},
    {"given_ids", "an id twice in a log", "DROP INDEX message_by_given_id;"
     "UPDATE message SET message_id = 'given', given = true "
     "WHERE seq = 2 AND log = (SELECT log FROM session WHERE tenant = 't' AND session_id = 'a')",
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
    {"records", "a revision and times", "UPDATE session SET revision = 9, created_at = 7, "
     "touched_at = 8, closed_at = 9 WHERE session_id = 'a'", true},
    {"records", "a status and a type", "UPDATE session SET status = 1, type = 0", true},
    {"records", "a place in a tree",
     "UPDATE session SET root = 'a', parent = 'a' WHERE session_id = 'child'", true},
    {"keys", "a log of two", "UPDATE session SET log = (SELECT log FROM session "
     "WHERE session_id = 'root') WHERE session_id = 'top'", false},
    {"keys", "the log of an erased session", "UPDATE session SET log = (SELECT log FROM tombstone "
     "WHERE session_id = 'gone') WHERE session_id = 'top'", false},
    {"counters", "positions", "UPDATE shard SET next_position = 1", true},
    {"counters", "logs, sessions and jobs",
     "UPDATE shard SET next_log = 1, next_session = 1, next_job = 1", true},
    {"counters", "all of it", "DELETE FROM shard", false},
    {"tree", "an unknown parent", "UPDATE session SET parent = 'ghost', record = replace(record, "
     "'\"parent_session_id\":\"root\"', '\"parent_session_id\":\"ghost\"') "
     "WHERE session_id = 'child'", false},
    {"tree", "a depth", "UPDATE session SET record = replace(record, '\"depth\":1', '\"depth\":7') "
     "WHERE session_id = 'child'", false},
    {"tree", "a root", "UPDATE session SET root = 'a', record = replace(record, "
     "'\"root_session_id\":\"root\"', '\"root_session_id\":\"a\"') WHERE session_id = 'grandchild'",
     false},
    {"tree", "a root that is deep", "UPDATE session SET record = replace(record, '\"depth\":0', "
     "'\"depth\":1') WHERE session_id = 'a'", false},
    {"tree", "an active session below a closed one", "UPDATE session SET status = 0, "
     "closed_at = NULL, record = regexp_replace(replace(record, '\"status\":\"closed\"', "
     "'\"status\":\"active\"'), '\"closed_at\":\"[^\"]*\"', '\"closed_at\":null') "
     "WHERE session_id = 'below'", false},
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
    {"segments", "a list of an erased session", "INSERT INTO segment VALUES ((SELECT log FROM "
     "tombstone WHERE session_id = 'gone'), 3, (SELECT log FROM session WHERE session_id = 'f'), "
     "'t')", true},
    {"segments", "where the own messages begin",
     "UPDATE session SET shared_upto = 2 WHERE session_id = 'f'", true},
    {"tallies", "a count of turns",
     "UPDATE session SET turn_count = 9 WHERE tenant = 't' AND session_id = 'a'", false},
    {"tallies", "a tally of the future", "UPDATE tally SET seq = 500", false},
    {"tallies", "counts that fall", "INSERT INTO tally SELECT log, 1, 8, 8, tenant FROM tally", false},
    {"turns", "a state", "UPDATE turn SET state = 9", false},
    {"turns", "another state", "UPDATE turn SET state = 2", false},
    {"turns", "a record that is no JSON", "UPDATE turn SET record = '{'", false},
    {"turns", "an ordinal", "UPDATE turn SET ordinal = 0", false},
    {"turns", "another asker", "UPDATE turn SET asker = 'nobody'", false},
    {"turns", "a turn of nobody", "INSERT INTO turn SELECT 4711, ordinal, state, tenant, turn_id, "
     "question_id, asker, record, draft FROM turn", true},
    {"summaries", "a record that is no JSON", "UPDATE summary SET record = '{'", false},
    {"summaries", "an id", "UPDATE summary SET summary_id = 'x'", false},
    {"summaries", "one of nobody", "UPDATE summary SET log = 4711", true},
    {"activity", "another time",
     "UPDATE activity SET active_at = 5 WHERE tenant = 't' AND session_id = 'a'", true},
    {"activity", "no row", "DELETE FROM activity WHERE session_id IN ('f', 'g')", true},
    {"activity", "a second row", "INSERT INTO activity VALUES ('t', 5, 'a')", true},
    {"activity", "a row of nobody", "INSERT INTO activity VALUES ('t', 5, 'ghost')", true},
    {"counts", "a count of messages",
     "UPDATE tenant_count SET messages = messages + 1 WHERE tenant = 't'", true},
    {"counts", "a count of sessions", "UPDATE tenant_count SET sessions = 0 WHERE tenant = 't'", true},
    {"counts", "a tenant that nobody counts", "DELETE FROM tenant_count WHERE tenant = 'u'", true},
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
    {"jobs", "a purge of a session that is there", "INSERT INTO job SELECT 70, kind, state, attempts, "
     "not_before, created_at, tenant, session_id, reason, '{\"log\":' || (SELECT log FROM session "
     "WHERE session_id = 'f') || '}' FROM job WHERE kind = 2; UPDATE shard SET next_job = 71", true},
    {"effects", "a key of an erased session", "UPDATE idempotency SET session_id = 'gone'", true},
    {"erased", "rows that nobody removes", "DELETE FROM job WHERE kind = 2;"
     "UPDATE tombstone SET purged_at = invisible_at WHERE session_id = 'gone'", true},
    {"erased", "an erasing that nobody finishes",
     "UPDATE tombstone SET purged_at = NULL WHERE session_id = 'origin'", true},
    {"erased", "rows of an unknown log", "DELETE FROM job WHERE kind = 2;"
     "DELETE FROM tombstone WHERE session_id = 'gone'", false},
    {"erased", "a receipt", "UPDATE tombstone SET forks = -1", false},
    {"receipts", "a kind", "INSERT INTO receipt VALUES ('t', 9, 's', 'r', NULL, 0, 0, 0, 0, 5, 6, 0)",
     false},
    {"receipts", "a person whom nobody erases",
     "INSERT INTO receipt VALUES ('t', 2, 's', 'r', NULL, 0, 0, 0, 0, NULL, NULL, 0)", false},
    {"settings", "a setting that is no JSON", "UPDATE setting SET value = '{'", false},
    {"index", "missing messages", "DELETE FROM search_words WHERE position < 5", true},
    {"index", "a row of no message", "INSERT INTO search_words VALUES (60000, '{1}')", true},
    {"index", "other words", "UPDATE search_words SET words = '{1}' WHERE position = 2", true},
    {"index", "a position of the future", "UPDATE search_state SET cursor = 1000", true},
    {"index", "a tenant that does not know", "DELETE FROM search_bucket WHERE tenant = 't'", true},
};

}  // namespace

std::span<const postgres_injury> postgres_injuries() { return table; }

}  // namespace parley::tests
