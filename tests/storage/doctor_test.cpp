#define CAF_SUITE doctor
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "parley/storage/store.hpp"
#include "storage/doctor_patient.hpp"
#include "storage/sqlite/check/checks.hpp"

// A store is broken in every way that a check is about.

using namespace parley;
using tests::run_sql;

namespace {

const tests::patient& healthy() {
  static const tests::patient made;
  return made;
}

enum class file { store, index };

struct injury {
  const char* check;
  const char* what;
  const char* sql;
  bool repaired;
  file where = file::store;
};

constexpr const char* without_index =
    "DROP INDEX message_by_given_id;"
    "CREATE UNIQUE INDEX message_by_given_id ON message (log, message_id) WHERE given = 7;"
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX message_by_given_id ON message "
    "(log, message_id) WHERE given = 1' WHERE name = 'message_by_given_id';";

const injury injuries[] = {
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
     "INSERT INTO tombstone VALUES ('t', 'x', 'r', NULL, 98, 1, 0, 0, 5, 6)", true},
    {"turns", "a state", "UPDATE turn SET state = 9", false},
    {"turns", "another state", "UPDATE turn SET state = 2", false},
    {"turns", "a record that is no JSON", "UPDATE turn SET record = '{'", false},
    {"turns", "an ordinal", "UPDATE turn SET ordinal = 0", false},
    {"turns", "a turn of nobody", "INSERT INTO turn SELECT 4711, ordinal, turn_id, question_id, "
     "state, record, draft FROM turn", true},
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
     "receipt_id, part_of, 97, 1, 0, 0, 5, 6 FROM tombstone WHERE session_id = 'gone'", false},
    {"erased", "rows that nobody removes", "DELETE FROM job WHERE kind = 2;"
     "UPDATE tombstone SET purged_at = invisible_at WHERE session_id = 'gone'", true},
    {"erased", "an erasing that nobody finishes",
     "UPDATE tombstone SET purged_at = NULL WHERE session_id = 'origin'", true},
    {"erased", "rows of an unknown log", "DELETE FROM job WHERE kind = 2;"
     "DELETE FROM tombstone WHERE session_id = 'gone'", false},
    {"erased", "a receipt", "UPDATE tombstone SET forks = -1", false},
    {"receipts", "a kind", "INSERT INTO receipt VALUES ('t', 9, 's', 'r', NULL, 0, 0, 0, 5, 6)",
     false},
    {"receipts", "an order of times",
     "INSERT INTO receipt VALUES ('t', 1, 's', 'r', NULL, 0, 0, 0, 5, 4)", false},
    {"receipts", "a person whom nobody erases",
     "INSERT INTO receipt VALUES ('t', 2, 's', 'r', NULL, 0, 0, 0, NULL, NULL)", false},
    {"settings", "a setting that is no JSON", "UPDATE setting SET value = '{'", false},
    {"index", "a missing part", "DROP TABLE part_0; DELETE FROM part", true, file::index},
    {"index", "a row of no message",
     "INSERT INTO part_0 (rowid, scope, content) VALUES (60000, 'x', 'y')", true, file::index},
    {"index", "a row of another session",
     "INSERT INTO part_0 (rowid, scope, content) VALUES (3, '\xEE\x80\x80l77', 'y')", true,
     file::index},
    {"index", "a position of the future", "UPDATE head SET cursor = 1000", true, file::index},
    {"index", "a lost segment", "DELETE FROM part_0_data WHERE id > 100", true, file::index},
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
     file::index},
};

std::vector<storage::finding> of(const storage::inspection& seen, const std::string& check) {
  std::vector<storage::finding> found;
  std::copy_if(seen.findings.begin(), seen.findings.end(), std::back_inserter(found),
               [&](const storage::finding& f) { return f.check == check; });
  return found;
}

std::string shown(const storage::inspection& seen) {
  std::string text;
  for (const auto& f : seen.findings)
    text += f.check + ": " + f.where + " " + f.text + (f.repaired ? " (repaired)\n" : "\n");
  return text;
}

storage::inspection inspect(const std::string& uri, bool repair = false, bool reindex = false) {
  return storage::inspect_store(uri, {}, {repair, reindex}).value();
}

bool is_repaired(const storage::finding& f) { return f.repaired; }

void examine(const injury& each) {
  CAF_MESSAGE(each.check << ": " << each.what);
  const tests::scratch folder;
  const auto uri = healthy().copy_to(folder);
  const auto path = folder.path("store");
  run_sql(each.where == file::store ? path : path + ".index", each.sql);
  const std::string facts = "SELECT group_concat(position || content) FROM message;"
                            "SELECT group_concat(record) FROM session;";
  const auto before = run_sql(path, facts);

  const auto seen = inspect(uri);
  const auto found = of(seen, each.check);
  CAF_CHECK(!found.empty());
  CAF_CHECK(std::none_of(found.begin(), found.end(), is_repaired));
  CAF_CHECK(seen.findings_left == seen.findings_total);
  CAF_CHECK(inspect(uri) == seen);

  const auto treated = inspect(uri, true);
  const auto left = of(treated, each.check);
  CAF_CHECK(!left.empty());
  CAF_CHECK(std::all_of(left.begin(), left.end(), is_repaired) == each.repaired);
  CAF_CHECK((treated.findings_left == 0) == each.repaired);
  if (!each.repaired) CAF_CHECK(!of(inspect(uri), each.check).empty());
  if (each.repaired) CAF_CHECK_EQUAL(shown(inspect(uri)), "");
  CAF_CHECK(run_sql(path, facts) == before);
}

}  // namespace

CAF_TEST(a_healthy_store_is_clean) {
  for (const auto& text : healthy().failures()) CAF_ERROR(text);
  const tests::scratch folder;
  const auto uri = healthy().copy_to(folder);
  const auto seen = inspect(uri);
  CAF_CHECK_EQUAL(shown(seen), "");
  CAF_CHECK(seen.clean());
  CAF_CHECK_EQUAL(seen.checks.size(), storage::sqlite::checks().size());
  CAF_CHECK_EQUAL(seen.sessions, 11);
  CAF_CHECK_EQUAL(std::to_string(seen.messages),
                  run_sql(folder.path("store"), "SELECT count(*) FROM message"));
  CAF_CHECK(inspect(uri, true) == seen);
  CAF_CHECK(inspect(uri, true, true) == seen);
}

CAF_TEST(every_injury_is_found) {
  for (const auto& each : injuries) examine(each);
}

CAF_TEST(every_check_finds_something) {
  for (const auto& check : storage::sqlite::checks()) {
    CAF_MESSAGE(check.name);
    CAF_CHECK(std::any_of(std::begin(injuries), std::end(injuries), [&](const injury& each) {
      return std::string{each.check} == check.name;
    }));
  }
}

CAF_TEST(what_waits_to_be_removed_is_no_finding) {
  const tests::scratch folder;
  const auto uri = healthy().copy_to(folder);
  run_sql(folder.path("store"),
          "UPDATE message SET status = 3 WHERE position = 2;"
          "INSERT INTO job SELECT 80, 4, 't', 'a', 0, 0, 0, 0, '', '{\"log\":' || log || "
          "',\"seqs\":[' || seq || ']}' FROM message WHERE position = 2;"
          "UPDATE meta SET value = 81 WHERE name = 'next_job'");
  CAF_CHECK_EQUAL(shown(inspect(uri, false, true)), "");
  run_sql(folder.path("store"),
          "UPDATE message SET digest = zeroblob(16), content = NULL WHERE position = 2;"
          "DELETE FROM job WHERE id = 80");
  CAF_CHECK_EQUAL(shown(inspect(uri)), "");
}

CAF_TEST(a_session_may_be_reopened_below_a_closed_one) {
  const tests::scratch folder;
  const auto uri = healthy().copy_to(folder);
  const std::string later = "2027-01-02T03:04:05.000000Z";
  run_sql(folder.path("store"),
          "UPDATE session SET status = 0, touched_at = unixepoch('" + later +
              "') * 1000000, record = json_set(record, '$.status', 'active', '$.closed_at', NULL, "
              "'$.touched_at', '" + later + "') WHERE session_id = 'below';"
              "UPDATE activity SET active_at = unixepoch('" + later +
              "') * 1000000 WHERE session_id = 'below'");
  CAF_CHECK_EQUAL(shown(inspect(uri)), "");
}

CAF_TEST(a_damaged_index_is_removed) {
  const tests::scratch folder;
  const auto uri = healthy().copy_to(folder);
  const auto index = folder.path("store.index");
  for (const char* suffix : {"", "-wal"})
    std::ofstream{index + suffix, std::ios::trunc} << std::string(20000, 'x');
  CAF_CHECK_EQUAL(of(inspect(uri), "index").size(), 1u);
  CAF_CHECK(inspect(uri, true).findings_left == 0);
  CAF_CHECK(inspect(uri, false, true).clean());
  CAF_CHECK(std::filesystem::exists(index));
}

CAF_TEST(there_is_an_end_to_findings) {
  const tests::scratch folder;
  const auto uri = healthy().copy_to(folder);
  run_sql(folder.path("store"),
          "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) "
          "INSERT INTO activity SELECT 't', i, 'ghost' FROM n;"
          "UPDATE setting SET value = '{'");
  const auto seen = inspect(uri, true);
  CAF_CHECK_EQUAL(seen.findings.size(), 1000u);
  CAF_CHECK_EQUAL(seen.findings_total, 1501);
  CAF_CHECK_EQUAL(seen.findings_left, 1);
}

CAF_TEST(who_may_be_looked_at) {
  const tests::scratch folder;
  const auto code = [](const std::string& uri) {
    const auto seen = storage::inspect_store(uri, {}, {});
    return seen ? base::errc{} : seen.error().code;
  };
  CAF_CHECK(code("memory:") == base::errc::not_implemented);
  CAF_CHECK(code("tape:x") == base::errc::invalid_argument);
  CAF_CHECK(code("sqlite:" + folder.path("absent")) == base::errc::not_found);
  CAF_CHECK(!std::filesystem::exists(folder.path("absent")));
  const auto uri = healthy().copy_to(folder);
  storage::open_options options;
  options.owner_note = "http://127.0.0.1:1";
  const auto owner = storage::open_store(uri, options).value();
  const auto refused = storage::inspect_store(uri, {}, {});
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == base::errc::unavailable);
  CAF_CHECK(refused.error().text.find("http://127.0.0.1:1") != std::string::npos);
}
