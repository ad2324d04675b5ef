#include "storage/postgres_injuries.hpp"

namespace parley::tests {
namespace {

const injury table[] = {
    {"schema", "rows that everybody sees", "ALTER TABLE message DISABLE ROW LEVEL SECURITY", false},
    {"schema", "another policy", "DROP POLICY of_tenant ON session;"
     "CREATE POLICY of_tenant ON session USING (true)", false},
    {"tenants", "messages of another tenant",
     "UPDATE message SET tenant = 'u' WHERE position = 2", true},
    {"tenants", "a mark of another tenant", "UPDATE moving SET tenant = 'u' WHERE state = 1", true},
    {"tenants", "turns of another tenant", "UPDATE turn SET tenant = 'u'", true},
    {"given_ids", "an id of what is shared", "UPDATE message SET message_id = 'given', given = true "
     "WHERE seq = 7 AND log = (SELECT log FROM session WHERE session_id = 'f')", false},
    {"given_ids", "an id twice in a log", "DROP INDEX message_by_given_id;"
     "UPDATE message SET message_id = 'given', given = true "
     "WHERE seq = 2 AND log = (SELECT log FROM session WHERE tenant = 't' AND session_id = 'a')",
     false},
    {"records", "a revision and times", "UPDATE session SET revision = 9, created_at = 7, "
     "touched_at = 8, closed_at = 9 WHERE session_id = 'a'", true},
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
    {"segments", "a list of an erased session", "INSERT INTO segment VALUES ((SELECT log FROM "
     "tombstone WHERE session_id = 'gone'), 3, (SELECT log FROM session WHERE session_id = 'f'), "
     "'t')", true},
    {"tallies", "counts that fall", "INSERT INTO tally SELECT log, 1, 8, 8, tenant FROM tally", false},
    {"turns", "a turn of nobody", "INSERT INTO turn SELECT 4711, ordinal, state, tenant, turn_id, "
     "question_id, asker, record, draft FROM turn", true},
    {"counts", "a count of messages",
     "UPDATE tenant_count SET messages = messages + 1 WHERE tenant = 't'", true},
    {"counts", "a count of sessions", "UPDATE tenant_count SET sessions = 0 WHERE tenant = 't'", true},
    {"counts", "a tenant that nobody counts", "DELETE FROM tenant_count WHERE tenant = 'u'", true},
    {"jobs", "a purge of a session that is there", "INSERT INTO job SELECT 70, kind, state, attempts, "
     "not_before, created_at, tenant, session_id, reason, '{\"log\":' || (SELECT log FROM session "
     "WHERE session_id = 'f') || '}' FROM job WHERE kind = 2 AND session_id = 'gone'; "
     "UPDATE shard SET next_job = 71", true},
    {"receipts", "a kind", "INSERT INTO receipt VALUES ('t', 9, 's', 'r', NULL, 0, 0, 0, 0, 5, 6, 0)",
     false},
    {"receipts", "a person whom nobody erases",
     "INSERT INTO receipt VALUES ('t', 2, 's', 'r', NULL, 0, 0, 0, 0, NULL, NULL, 0)", false},
    {"index", "missing messages", "DELETE FROM search_words WHERE position < 5", true},
    {"index", "a row of no message", "INSERT INTO search_words VALUES (60000, '{1}')", true},
    {"index", "other words", "UPDATE search_words SET words = '{1}' WHERE position = 2", true},
    {"index", "a position of the future", "UPDATE search_state SET cursor = 1000", true},
    {"index", "a tenant that does not know", "DELETE FROM search_bucket WHERE tenant = 't'", true},
};

}  // namespace

std::vector<injury> postgres_injuries() { return injuries_and(table); }

}  // namespace parley::tests
