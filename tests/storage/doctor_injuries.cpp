#include "storage/doctor_injuries.hpp"

namespace parley::tests {
namespace {

constexpr const char* without_index =
    "DROP INDEX message_by_given_id;"
    "CREATE UNIQUE INDEX message_by_given_id ON message (log, message_id) WHERE given = 7;"
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX message_by_given_id ON message "
    "(log, message_id) WHERE given = 1' WHERE name = 'message_by_given_id';";

const injury table[] = {
    {"file", "an index without its rows", without_index, true},
    {"given_ids", "an id of what is shared", "UPDATE message SET message_id = 'given', given = 1 "
     "WHERE seq = 7 AND log = (SELECT log FROM session WHERE session_id = 'f')", false},
    {"given_ids", "an id twice in a log", "DROP INDEX message_by_given_id;"
     "UPDATE message SET message_id = 'given', given = 1 "
     "WHERE seq = 2 AND log = (SELECT log FROM session WHERE tenant = 't' AND session_id = 'a')",
     false},
    {"bodies", "another digest", "UPDATE message SET digest = zeroblob(16) WHERE position = 2",
     false},
    {"records", "a session key",
     "UPDATE session SET record = json_set(record, '$.session_key', 'x') WHERE session_id = 'root'",
     false},
    {"records", "a revision and a time",
     "UPDATE session SET revision = 9, created_at = 7, touched_at = 8 WHERE session_id = 'a'", true},
    {"counters", "positions", "UPDATE meta SET value = 1 WHERE name = 'next_position'", true},
    {"counters", "logs", "UPDATE meta SET value = 1 WHERE name = 'next_log'", true},
    {"counters", "sessions", "UPDATE meta SET value = 1 WHERE name = 'next_session'", true},
    {"counters", "jobs", "DELETE FROM meta WHERE name = 'next_job'", true},
    {"counters", "the name of the store", "DELETE FROM meta WHERE name = 'store_id'", true},
    {"counters", "the epoch", "DELETE FROM meta WHERE name = 'epoch'", false},
    {"tree", "an unknown parent", "UPDATE session SET parent = 'ghost', "
     "record = json_set(record, '$.parent_session_id', 'ghost') WHERE session_id = 'child'", false},
    {"tree", "a depth", "UPDATE session SET record = json_set(record, '$.depth', 7) "
     "WHERE session_id = 'child'", false},
    {"tree", "a root", "UPDATE session SET root = 'a', "
     "record = json_set(record, '$.root_session_id', 'a') WHERE session_id = 'grandchild'", false},
    {"tree", "a root that is deep", "UPDATE session SET record = json_set(record, '$.depth', 1) "
     "WHERE session_id = 'a'", false},
    {"tree", "a circle", "UPDATE session SET parent = 'grandchild', record = json_set(record, "
     "'$.parent_session_id', 'grandchild') WHERE session_id = 'root'", false},
    {"tree", "an active session below a closed one", "UPDATE session SET status = 0, record = "
     "json_set(record, '$.status', 'active', '$.closed_at', NULL) WHERE session_id = 'below'",
     false},
    {"segments", "a list of an erased session", "INSERT INTO segment VALUES ((SELECT log FROM "
     "tombstone WHERE session_id = 'gone'), 3, (SELECT log FROM session WHERE session_id = 'f'))",
     true},
    {"segments", "a list of nobody", "INSERT INTO segment VALUES (99, 3, "
     "(SELECT log FROM session WHERE tenant = 't' AND session_id = 'a'))", false},
    {"tallies", "counts that fall", "INSERT INTO tally SELECT log, 1, 8, 8 FROM tally", false},
    {"tallies", "a tally of an erased session", "INSERT INTO tally VALUES (98, 1, 1, 1);"
     "INSERT INTO tombstone VALUES ('t', 'x', 'r', NULL, 98, 1, 0, 0, 5, 6, 0)", true},
    {"turns", "a turn of nobody", "INSERT INTO turn SELECT 4711, ordinal, turn_id, question_id, "
     "state, record, draft, asker FROM turn", true},
    {"summaries", "a stale one with its text",
     "UPDATE summary SET stale = 1, record = json_set(record, '$.stale', json('true'))", false},
    {"summaries", "one of messages that are not there", "UPDATE summary SET to_seq = 99, "
     "record = json_set(record, '$.to_seq', 99)", false},
    {"counts", "a count of messages",
     "UPDATE tenant SET messages = messages + 1 WHERE tenant = 't'", true},
    {"counts", "a count of sessions", "UPDATE tenant SET sessions = 0 WHERE tenant = 't'", true},
    {"counts", "a tenant that nobody counts", "DELETE FROM tenant WHERE tenant = 'u'", true},
    {"counts", "a tenant that is not there", "INSERT INTO tenant VALUES ('v', 1, 1)", true},
    {"jobs", "a state", "UPDATE job SET state = 9 WHERE kind = 0", false},
    {"jobs", "a purge of no log", "UPDATE job SET payload = '{}' WHERE kind = 2", false},
    {"jobs", "a purge of a session that is there", "INSERT INTO job SELECT 70, kind, tenant, "
     "session_id, state, attempts, not_before, created_at, reason, json_object('log', (SELECT log "
     "FROM session WHERE session_id = 'f')) FROM job WHERE kind = 2 AND session_id = 'gone'", true},
    {"erased", "a session that was erased", "INSERT INTO tombstone SELECT tenant, 'top', "
     "receipt_id, part_of, 97, 1, 0, 0, 5, 6, 0 FROM tombstone WHERE session_id = 'gone'", false},
    {"receipts", "a kind", "INSERT INTO receipt VALUES ('t', 9, 's', 'r', NULL, 0, 0, 0, 5, 6, 0, 0)",
     false},
    {"receipts", "an order of times",
     "INSERT INTO receipt VALUES ('t', 1, 's', 'r', NULL, 0, 0, 0, 5, 4, 0, 0)", false},
    {"receipts", "a person whom nobody erases",
     "INSERT INTO receipt VALUES ('t', 2, 's', 'r', NULL, 0, 0, 0, NULL, NULL, 0, 0)", false},
    {"index", "a missing part", "DROP TABLE part_0; DELETE FROM part", true, injury::file::index},
    {"index", "a row of no message",
     "INSERT INTO part_0 (rowid, scope, content) VALUES (60000, 'x', 'y')", true, injury::file::index},
    {"index", "a row of another session",
     "INSERT INTO part_0 (rowid, scope, content) VALUES (3, '\xEE\x80\x80l77', 'y')", true,
     injury::file::index},
    {"index", "a position of the future", "UPDATE head SET cursor = 1000", true, injury::file::index},
    {"index", "a lost segment", "DELETE FROM part_0_data WHERE id > 100", true, injury::file::index},
    {"index", "words of a removed row", "DELETE FROM message WHERE log = (SELECT log FROM tombstone "
     "WHERE session_id = 'gone'); DELETE FROM job WHERE kind = 2;"
     "UPDATE tombstone SET purged_at = invisible_at", true},
    {"index", "an erased message that is found", "UPDATE message SET status = 3, digest = "
     "zeroblob(16), content = NULL WHERE position = 2", true},
    {"index", "messages of other words", "CREATE VIRTUAL TABLE temp.v USING "
     "fts5vocab('main', 'part_0', 'instance'); CREATE TEMP TABLE scopes AS SELECT doc, "
     "group_concat(term, ' ') AS scope FROM v WHERE col = 'scope' GROUP BY doc;"
     "INSERT INTO part_0 (part_0) VALUES ('delete-all');"
     "INSERT INTO part_0 (rowid, scope, content) SELECT doc, scope, 'zebra' FROM scopes", true,
     injury::file::index},
};

}  // namespace

std::vector<injury> sqlite_injuries() { return injuries_and(table); }

}  // namespace parley::tests
