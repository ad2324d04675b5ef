#define CAF_SUITE doctor
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "parley/storage/store.hpp"
#include "storage/doctor_injuries.hpp"
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

void examine(const tests::injury& each) {
  CAF_MESSAGE(each.check << ": " << each.what);
  const tests::scratch folder;
  const auto uri = healthy().copy_to(folder);
  const auto path = folder.path("store");
  run_sql(each.where == tests::injury::file::store ? path : path + ".index", each.sql);
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
  CAF_CHECK_EQUAL(seen.sessions, 12);
  CAF_CHECK_EQUAL(std::to_string(seen.messages),
                  run_sql(folder.path("store"), "SELECT count(*) FROM message"));
  CAF_CHECK(inspect(uri, true) == seen);
  CAF_CHECK(inspect(uri, true, true) == seen);
  // An id that the store generated is in no index, wherever its message came from.
  CAF_CHECK_EQUAL(run_sql(folder.path("store"),
                          "SELECT count(*) || ' ' || sum(given) FROM message "
                          "WHERE log = (SELECT log FROM moving WHERE state = 0)"),
                  "3 0");
}

CAF_TEST(every_injury_is_found) {
  for (const auto& each : tests::sqlite_injuries()) examine(each);
}

CAF_TEST(every_check_finds_something) {
  const auto injuries = tests::sqlite_injuries();
  for (const auto& check : storage::sqlite::checks()) {
    CAF_MESSAGE(check.name);
    CAF_CHECK(std::any_of(injuries.begin(), injuries.end(), [&](const tests::injury& each) {
      return std::string{each.check} == check.name;
    }));
  }
}

namespace {

/// What was done by hand is counted; nothing else is found.
void recount(const std::string& uri) {
  for (const auto& found : inspect(uri, true).findings)
    CAF_CHECK_EQUAL(found.check, "statistics");
}

}  // namespace

CAF_TEST(what_waits_to_be_removed_is_no_finding) {
  const tests::scratch folder;
  const auto uri = healthy().copy_to(folder);
  run_sql(folder.path("store"),
          "UPDATE message SET status = 3 WHERE position = 2;"
          "INSERT INTO job SELECT 80, 4, 't', 'a', 0, 0, 0, 0, '', '{\"log\":' || log || "
          "',\"seqs\":[' || seq || ']}' FROM message WHERE position = 2;"
          "UPDATE meta SET value = 81 WHERE name = 'next_job'");
  CAF_CHECK(inspect(uri, false, true).findings_total > 0);
  recount(uri);
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
  recount(uri);
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
