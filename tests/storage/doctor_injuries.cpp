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
    {"schema", "a missing index", "DROP INDEX session_by_age", true},
    {"schema", "a missing table", "DROP TABLE setting", false},
    {"schema", "another index", "DROP INDEX session_by_age;"
     "CREATE INDEX session_by_age ON session (tenant, created_at)", false},
    {"dense_seq", "a gap", "DELETE FROM message WHERE seq = 2", false},
    {"dense_seq", "a missing beginning",
     "DELETE FROM message WHERE seq = 6 AND log = (SELECT log FROM session WHERE session_id = 'f')",
     false},
    {"given_ids", "an id of what is shared", "UPDATE message SET message_id = 'given', given = 1 "
     "WHERE seq = 7 AND log = (SELECT log FROM session WHERE session_id = 'f')", false},
    {"given_ids", "an id twice in a log", "DROP INDEX message_by_given_id;"
     "UPDATE message SET message_id = 'given', given = 1 "
     "WHERE seq = 2 AND log = (SELECT log FROM session WHERE tenant = 't' AND session_id = 'a')",
     false},
    {"bodies", "another content", "UPDATE message SET content = 'x' WHERE position = 2", false},
    {"bodies", "another digest", "UPDATE message SET digest = zeroblob(16) WHERE position = 2",
     false},
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
    {"records", "a session key",
     "UPDATE session SET record = json_set(record, '$.session_key', 'x') WHERE session_id = 'root'",
     false},
    {"records", "a user", "UPDATE session SET user_id = 'x' WHERE session_id = 'a'", true},
    {"records", "a conversation", "UPDATE session SET conversation_id = 'x' WHERE session_id = 'a'",
     true},
    {"records", "a revision and a time",
     "UPDATE session SET revision = 9, created_at = 7, touched_at = 8 WHERE session_id = 'a'", true},
    {"records", "a status and a type", "UPDATE session SET status = 1, type = 0", true},
    {"records", "a place in a tree",
     "UPDATE session SET root = 'a', parent = 'a' WHERE session_id = 'child'", true},
    {"keys", "a log of two", "UPDATE session SET log = (SELECT log FROM session "
     "WHERE session_id = 'root') WHERE session_id = 'top'", false},
    {"keys", "the log of an erased session", "UPDATE session SET log = (SELECT log FROM tombstone "
     "WHERE session_id = 'gone') WHERE session_id = 'top'", false},
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
     "tombstone WHERE session_id = 'gone'), 3, (SELECT log FROM session WHERE session_id = 'f'))",
     true},
    {"segments", "a list of nobody", "INSERT INTO segment VALUES (99, 3, "
     "(SELECT log FROM session WHERE tenant = 't' AND session_id = 'a'))", false},
    {"segments", "where the own messages begin",
     "UPDATE session SET shared_upto = 2 WHERE session_id = 'f'", true},
    {"tallies", "a count of turns",
     "UPDATE session SET turn_count = 9 WHERE tenant = 't' AND session_id = 'a'", false},
    {"tallies", "a tally of the future", "UPDATE tally SET seq = 500", false},
    {"tallies", "counts that fall", "INSERT INTO tally SELECT log, 1, 8, 8 FROM tally", false},
    {"tallies", "a tally of an erased session", "INSERT INTO tally VALUES (98, 1, 1, 1);"
     "INSERT INTO tombstone VALUES ('t', 'x', 'r', NULL, 98, 1, 0, 0, 5, 6, 0)", true},
    {"turns", "a state", "UPDATE turn SET state = 9", false},
    {"turns", "another state", "UPDATE turn SET state = 2", false},
    {"turns", "a record that is no JSON", "UPDATE turn SET record = '{'", false},
    {"turns", "an ordinal", "UPDATE turn SET ordinal = 0", false},
    {"turns", "a turn of nobody", "INSERT INTO turn SELECT 4711, ordinal, turn_id, question_id, "
     "state, record, draft, asker FROM turn", true},
    {"summaries", "a record that is no JSON", "UPDATE summary SET record = '{'", false},
    {"summaries", "an id", "UPDATE summary SET summary_id = 'x'", false},
    {"summaries", "a stale one with its text",
     "UPDATE summary SET stale = 1, record = json_set(record, '$.stale', json('true'))", false},
    {"summaries", "one of messages that are not there", "UPDATE summary SET to_seq = 99, "
     "record = json_set(record, '$.to_seq', 99)", false},
    {"summaries", "one of nobody", "UPDATE summary SET log = 4711", true},
    {"turns", "another asker", "UPDATE turn SET asker = 'nobody'", false},
    {"activity", "another time",
     "UPDATE activity SET active_at = 5 WHERE tenant = 't' AND session_id = 'a'", true},
    {"activity", "no row", "DELETE FROM activity WHERE session_id IN ('f', 'g')", true},
    {"activity", "a second row", "INSERT INTO activity VALUES ('t', 5, 'a')", true},
    {"activity", "a row of nobody", "INSERT INTO activity VALUES ('t', 5, 'ghost')", true},
    {"counts", "a count of messages",
     "UPDATE tenant SET messages = messages + 1 WHERE tenant = 't'", true},
    {"counts", "a count of sessions", "UPDATE tenant SET sessions = 0 WHERE tenant = 't'", true},
    {"counts", "a tenant that nobody counts", "DELETE FROM tenant WHERE tenant = 'u'", true},
    {"counts", "a tenant that is not there", "INSERT INTO tenant VALUES ('v', 1, 1)", true},
    {"statistics", "a total", "UPDATE statistic SET active = active + 9", true},
    {"statistics", "days that are gone", "DELETE FROM statistic_day", true},
    {"statistics", "the agents of a session", "UPDATE session SET agents = 'x'", true},
    {"jobs", "a kind", "UPDATE job SET kind = 9 WHERE kind = 0", false},
    {"jobs", "a state", "UPDATE job SET state = 9 WHERE kind = 0", false},
    {"jobs", "a payload that is no JSON", "UPDATE job SET payload = '{' WHERE kind = 0", false},
    {"jobs", "a purge of no log", "UPDATE job SET payload = '{}' WHERE kind = 2", false},
    {"jobs", "a report of nobody", "UPDATE job SET session_id = 'ghost' WHERE kind = 0", true},
    {"jobs", "a cascade of an erased session",
     "UPDATE job SET kind = 1, session_id = 'gone' WHERE kind = 0", true},
    {"jobs", "a person who is not being erased",
     "UPDATE job SET kind = 5, session_id = 'user/x' WHERE kind = 0", true},
    {"jobs", "a purge of a session that is there", "INSERT INTO job SELECT 70, kind, tenant, "
     "session_id, state, attempts, not_before, created_at, reason, json_object('log', (SELECT log "
     "FROM session WHERE session_id = 'f')) FROM job WHERE kind = 2", true},
    {"effects", "a key of an erased session",
     "UPDATE idempotency SET session_id = 'gone'", true},
    {"erased", "a session that was erased", "INSERT INTO tombstone SELECT tenant, 'top', "
     "receipt_id, part_of, 97, 1, 0, 0, 5, 6, 0 FROM tombstone WHERE session_id = 'gone'", false},
    {"erased", "rows that nobody removes", "DELETE FROM job WHERE kind = 2;"
     "UPDATE tombstone SET purged_at = invisible_at WHERE session_id = 'gone'", true},
    {"erased", "an erasing that nobody finishes",
     "UPDATE tombstone SET purged_at = NULL WHERE session_id = 'origin'", true},
    {"erased", "rows of an unknown log", "DELETE FROM job WHERE kind = 2;"
     "DELETE FROM tombstone WHERE session_id = 'gone'", false},
    {"erased", "a receipt", "UPDATE tombstone SET forks = -1", false},
    {"receipts", "a kind", "INSERT INTO receipt VALUES ('t', 9, 's', 'r', NULL, 0, 0, 0, 5, 6, 0, 0)",
     false},
    {"receipts", "an order of times",
     "INSERT INTO receipt VALUES ('t', 1, 's', 'r', NULL, 0, 0, 0, 5, 4, 0, 0)", false},
    {"receipts", "a person whom nobody erases",
     "INSERT INTO receipt VALUES ('t', 2, 's', 'r', NULL, 0, 0, 0, NULL, NULL, 0, 0)", false},
    {"settings", "a setting that is no JSON", "UPDATE setting SET value = '{'", false},
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

std::span<const injury> injuries() { return table; }

}  // namespace parley::tests
