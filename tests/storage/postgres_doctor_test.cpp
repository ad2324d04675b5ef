#define CAF_SUITE postgres_doctor
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <iterator>

#include "parley/base/clock.hpp"
#include "parley/storage/maintenance.hpp"
#include "parley/storage/store.hpp"
#include "storage/doctor_patient.hpp"
#include "storage/postgres/check/checks.hpp"
#include "storage/postgres_injuries.hpp"
#include "storage/postgres_server.hpp"

// A store in PostgreSQL is broken in every way that a check is about.

using namespace parley;

namespace {

// The runner would stop a single test after 30 seconds; CTest bounds the whole suite.
[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

/// Databases that are copies of one healthy store.
class ward {
 public:
  explicit ward(tests::postgres_server& server) : server_(server), healthy_(server.fresh()) {
    failures_ = tests::fill_patient([&](const storage::open_options& options) {
      return storage::open_store(server_.uri(healthy_), options);
    });
  }

  const std::vector<std::string>& failures() const { return failures_; }

  std::string admit() { return server_.fresh(healthy_); }
  void dismiss(const std::string& database) { server_.drop(database); }

  std::string uri(const std::string& database) { return server_.uri(database); }

  std::string run(const std::string& database, const std::string& sql) {
    return server_.run(database, "SET search_path = parley;" + sql);
  }

  storage::inspection inspect(const std::string& database, bool repair = false,
                              bool reindex = false) {
    return storage::inspect_store(server_.uri(database), {}, {repair, reindex}).value();
  }

 private:
  tests::postgres_server& server_;
  std::string healthy_;
  std::vector<std::string> failures_;
};

ward* hospital() {
  auto* server = tests::shared_postgres();
  if (!server) {
    CAF_MESSAGE(tests::no_postgres);
    return nullptr;
  }
  static ward made{*server};
  return &made;
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

bool is_repaired(const storage::finding& f) { return f.repaired; }

void examine(ward& w, const tests::injury& each) {
  CAF_MESSAGE(each.check << ": " << each.what);
  const auto database = w.admit();
  w.run(database, each.sql);
  const std::string facts =
      "SELECT (SELECT string_agg(position || coalesce(content, ''), ',' ORDER BY position) "
      "FROM message), (SELECT string_agg(record, ',' ORDER BY key) FROM session)";
  const auto before = w.run(database, facts);

  const auto seen = w.inspect(database);
  const auto found = of(seen, each.check);
  CAF_CHECK(!found.empty());
  CAF_CHECK(std::none_of(found.begin(), found.end(), is_repaired));

  const auto treated = w.inspect(database, true);
  const auto left = of(treated, each.check);
  CAF_CHECK(!left.empty());
  CAF_CHECK_EQUAL(std::all_of(left.begin(), left.end(), is_repaired), each.repaired);
  CAF_CHECK_EQUAL(treated.findings_left == 0, each.repaired);
  if (each.repaired) CAF_CHECK_EQUAL(shown(w.inspect(database)), "");
  if (!each.repaired) CAF_CHECK(!of(w.inspect(database), each.check).empty());
  CAF_CHECK(w.run(database, facts) == before);
  w.dismiss(database);
}

}  // namespace

CAF_TEST(a_healthy_store_is_clean) {
  auto* w = hospital();
  if (!w) return;
  for (const auto& text : w->failures()) CAF_ERROR(text);
  const auto database = w->admit();
  const auto seen = w->inspect(database);
  CAF_CHECK_EQUAL(shown(seen), "");
  CAF_CHECK_EQUAL(seen.checks.size(), storage::postgres::checks().size());
  CAF_CHECK_EQUAL(seen.sessions, 12);
  CAF_CHECK_EQUAL(std::to_string(seen.messages), w->run(database, "SELECT count(*) FROM message"));
  CAF_CHECK(w->inspect(database, true) == seen);
  CAF_CHECK(w->inspect(database, true, true) == seen);
}

CAF_TEST(every_injury_is_found) {
  auto* w = hospital();
  if (!w) return;
  for (const auto& each : tests::postgres_injuries()) examine(*w, each);
}

CAF_TEST(words_whose_rows_were_just_removed_are_no_finding) {
  auto* w = hospital();
  if (!w) return;
  const auto database = w->admit();
  {
    const auto store = storage::open_store(w->uri(database), {}).value();
    const auto read = store->open_reader().value();
    const auto writer = store->open_writer().value();
    const auto commit = [&](storage::submission s) {
      s.epoch = writer->epoch();
      return writer->commit({&s, 1}).at(0);
    };
    const auto there = read.log->load({"t", "a"}).value().value();
    storage::submission over;
    over.session = {"t", "a"};
    over.key = there.key;
    over.log = there.log;
    over.expected_last_seq = there.head.last_seq;
    over.erase = storage::erase_order{"receipt of a", ""};
    CAF_REQUIRE(commit(over).kind == storage::commit::committed);
    // The process ends between the two steps of the job.
    bool removed = false;
    const auto due = read.jobs->due(base::system_clock().now(), 100).value();
    for (const auto& each : due.items) {
      if (each.kind != storage::job_kind::purge || each.session_id != "a") continue;
      storage::submission rows;
      rows.purge = storage::purge_order{
          each.id, {each.tenant, each.session_id}, storage::read_purge(each).value().log};
      const auto done = commit(rows);
      CAF_CHECK(done.kind == storage::commit::committed && !done.purge_left);
      removed = true;
    }
    CAF_REQUIRE(removed);
  }
  CAF_CHECK(w->run(database,
                   "SELECT count(*) FROM search_words WHERE NOT EXISTS (SELECT 1 FROM message m "
                   "WHERE m.position = search_words.position)") != "0");
  CAF_CHECK_EQUAL(shown(w->inspect(database)), "");
  w->dismiss(database);
}

CAF_TEST(every_check_finds_something) {
  const auto injuries = tests::postgres_injuries();
  for (const auto& check : storage::postgres::checks()) {
    CAF_MESSAGE(check.name);
    CAF_CHECK(std::any_of(injuries.begin(), injuries.end(),
                          [&](const auto& each) { return std::string{each.check} == check.name; }));
  }
}

CAF_TEST(who_may_be_looked_at) {
  auto* server = tests::shared_postgres();
  if (!server) {
    CAF_MESSAGE(tests::no_postgres);
    return;
  }
  const auto uri = server->uri(server->fresh());
  const auto seen = storage::inspect_store(uri, {}, {});
  CAF_CHECK(!seen && seen.error().code == base::errc::not_found);
  const auto copied = storage::backup_store(uri, "copy");
  CAF_REQUIRE(!copied);
  CAF_CHECK(copied.error().code == base::errc::not_implemented);
  CAF_CHECK(copied.error().text.find("pg_dump") != std::string::npos);
}
