#define CAF_SUITE sqlite_file
#include "caf/test/unit_test.hpp"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/scratch.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/store.hpp"

using namespace parley;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// Runs SQL on a file, past the driver.
std::string query(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  sqlite3_open(path.c_str(), &db);
  std::string result;
  sqlite3_exec(
      db, sql.c_str(),
      [](void* to, int, char** values, char**) {
        *static_cast<std::string*>(to) += values[0] ? values[0] : "NULL";
        return 0;
      },
      &result, nullptr);
  sqlite3_close(db);
  return result;
}

base::result<std::unique_ptr<storage::store>> open(const std::string& path,
                                                   const std::string& note = "") {
  storage::open_options options;
  options.owner_note = note;
  return storage::open_store("sqlite:" + path, options);
}

storage::outcome create(storage::log_writer& writer, const std::string& id) {
  const testing::fake_clock clock;
  storage::submission s;
  s.session = {"t", id};
  s.epoch = writer.epoch();
  s.create = testing::sample_session("t", id, clock);
  return writer.commit({&s, 1}).at(0);
}

}  // namespace

CAF_TEST(uris) {
  const storage::open_options options;
  for (const char* uri : {"", "sqlite:", "sqlite", "memory", "memory:x", "mysql://x", "/a/path"}) {
    const auto opened = storage::open_store(uri, options);
    CAF_CHECK(!opened && opened.error().code == base::errc::invalid_argument);
    CAF_CHECK(!opened && opened.error().field == "store.uri");
    CAF_CHECK(!opened && opened.error().text.find("sqlite:PATH") != std::string::npos);
  }
  CAF_CHECK_EQUAL(storage::open_store("memory:", options).value()->driver(), "memory");
  const tests::scratch folder;
  CAF_CHECK_EQUAL(open(folder.path("db")).value()->driver(), "sqlite");
  CAF_CHECK(open(folder.path("none/db")).error().code == base::errc::unavailable);
}

CAF_TEST(a_store_is_found_again) {
  const tests::scratch folder;
  std::uint64_t epoch = 0;
  std::int64_t key = 0;
  {
    auto store = open(folder.path("db")).value();
    auto writer = store->open_writer().value();
    epoch = writer->epoch();
    key = create(*writer, "a").key;
  }
  CAF_CHECK_EQUAL(query(folder.path("db"), "SELECT value FROM meta WHERE name='schema_version'"),
                  std::to_string(storage::sqlite::schema_version()));
  auto store = open(folder.path("db")).value();
  auto writer = store->open_writer().value();
  CAF_CHECK(writer->epoch() > epoch);
  auto reader = store->open_reader().value();
  CAF_CHECK(reader.log->load({"t", "a"}).value().has_value());
  CAF_CHECK(create(*writer, "b").key > key);
}

CAF_TEST(old_keys_are_forgotten_as_fast_as_they_come) {
  const tests::scratch folder;
  testing::fake_clock clock;
  storage::open_options options;
  options.clock = &clock;
  auto store = storage::open_store("sqlite:" + folder.path("db"), options).value();
  auto writer = store->open_writer().value();
  query(folder.path("db"),
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) "
        "INSERT INTO idempotency (tenant, key, route, at, body, session_id, log, all_known, seqs, "
        "record) SELECT 't', 'k' || i, 'r', 0, x'00', 's', 1, 0, '', '' FROM n");
  const auto left = [&] { return query(folder.path("db"), "SELECT count(*) FROM idempotency"); };
  CAF_CHECK_EQUAL(left(), "2500");
  clock.advance(std::chrono::minutes{2});
  for (int i = 0; i < 3; ++i) {
    writer->idle();
    clock.advance(std::chrono::milliseconds{100});
  }
  CAF_CHECK_EQUAL(left(), "0");
}

CAF_TEST(keys_and_logs_are_never_used_again) {
  const tests::scratch folder;
  std::int64_t key = 0;
  std::int64_t log = 0;
  {
    auto store = open(folder.path("db")).value();
    auto writer = store->open_writer().value();
    const auto o = create(*writer, "a");
    key = o.key;
    log = o.log;
  }
  query(folder.path("db"), "DELETE FROM session; DELETE FROM message; DELETE FROM activity");
  auto store = open(folder.path("db")).value();
  auto writer = store->open_writer().value();
  const auto o = create(*writer, "a");
  CAF_CHECK(o.key > key);
  CAF_CHECK(o.log > log);
}

CAF_TEST(a_newer_schema_is_refused_untouched) {
  const tests::scratch folder;
  const auto path = folder.path("db");
  open(path).value().reset();
  query(path, "UPDATE meta SET value = 1000 WHERE name = 'schema_version'");
  const auto before = bytes_of(path);
  const auto opened = open(path);
  CAF_CHECK(!opened && opened.error().code == base::errc::invalid_argument);
  CAF_CHECK(!opened && opened.error().text.find("1000") != std::string::npos);
  CAF_CHECK(bytes_of(path) == before);
}

CAF_TEST(foreign_files_are_refused_untouched) {
  const tests::scratch folder;
  const auto database = folder.path("other.db");
  query(database, "CREATE TABLE meta (name, value); INSERT INTO meta VALUES ('schema_version', 1)");
  const auto text = folder.path("text");
  std::ofstream{text} << std::string(5000, 'x');
  for (const auto& path : {database, text}) {
    const auto before = bytes_of(path);
    const auto opened = open(path);
    CAF_CHECK(!opened && !opened.error().text.empty());
    CAF_CHECK(bytes_of(path) == before);
  }
}

CAF_TEST(a_second_owner_is_told_who_the_first_is) {
  const tests::scratch folder;
  auto first = open(folder.path("db"), "http://127.0.0.1:8420").value();
  std::filesystem::create_symlink(folder.path("db"), folder.path("link"));
  for (const auto& path : {folder.path("db"), folder.path("link"), folder.path("./db")}) {
    const auto second = open(path);
    CAF_REQUIRE(!second);
    CAF_CHECK(second.error().code == base::errc::unavailable);
    for (const auto& part : {std::to_string(::getpid()), std::string{"http://127.0.0.1:8420"},
                             std::string{"--server"}})
      CAF_CHECK(second.error().text.find(part) != std::string::npos);
  }
  first.reset();
  CAF_CHECK(open(folder.path("db")).has_value());
}

CAF_TEST(the_lock_ends_with_its_process) {
  const tests::scratch folder;
  int pipes[2] = {};
  CAF_REQUIRE(::pipe(pipes) == 0);
  const auto child = ::fork();
  if (child == 0) {
    auto store = open(folder.path("db"), "child");
    char byte = store ? 'y' : 'n';
    if (::write(pipes[1], &byte, 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  CAF_CHECK_EQUAL(::read(pipes[0], &byte, 1), 1);
  CAF_CHECK_EQUAL(byte, 'y');
  const auto refused = open(folder.path("db"));
  CAF_CHECK(!refused && refused.error().text.find(std::to_string(child)) != std::string::npos);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  CAF_CHECK(open(folder.path("db")).has_value());
  ::close(pipes[0]);
  ::close(pipes[1]);
}

CAF_TEST(the_epoch_fences_what_the_lock_does_not) {
  // Two processes that share no lock, as on a network file system that forgets it.
  const tests::scratch folder;
  storage::sqlite::options options;
  options.lock = false;
  auto first = storage::sqlite::open(folder.path("db"), options).value();
  auto one = first->open_writer().value();
  CAF_CHECK(create(*one, "a").kind == storage::commit::committed);
  auto second = storage::sqlite::open(folder.path("db"), options).value();
  auto two = second->open_writer().value();
  CAF_CHECK(two->epoch() > one->epoch());
  const auto o = create(*one, "b");
  CAF_CHECK(o.kind == storage::commit::rejected);
  CAF_CHECK(o.error.code == base::errc::unavailable);
  CAF_CHECK(create(*two, "b").kind == storage::commit::committed);
}

CAF_TEST(deleted_text_is_gone_from_the_file) {
  const tests::scratch folder;
  const auto path = folder.path("db");
  {
    auto store = open(path).value();
    auto writer = store->open_writer().value();
    CAF_CHECK(create(*writer, "findable-name").kind == storage::commit::committed);
    writer.reset();
    CAF_CHECK(bytes_of(path).find("findable-name") != std::string::npos);
  }
  query(path, "PRAGMA secure_delete=ON; DELETE FROM session; DELETE FROM activity; PRAGMA wal_checkpoint(TRUNCATE)");
  CAF_CHECK(bytes_of(path).find("findable-name") == std::string::npos);
}

CAF_TEST(the_log_stays_short) {
  const tests::scratch folder;
  storage::sqlite::options options;
  options.checkpoint_pages = 50;
  testing::fake_clock clock;
  options.clock = &clock;
  auto store = storage::sqlite::open(folder.path("db"), options).value();
  auto writer = store->open_writer().value();
  std::uintmax_t longest = 0;
  for (int n = 0; n < 300; ++n) {
    CAF_CHECK(create(*writer, "s" + std::to_string(n)).kind == storage::commit::committed);
    longest = std::max(longest, std::filesystem::file_size(folder.path("db-wal")));
  }
  CAF_CHECK(longest < 100 * 8300);
  clock.advance(std::chrono::seconds{10});
  writer->idle();
  CAF_CHECK_EQUAL(std::filesystem::file_size(folder.path("db-wal")), 0u);
}

CAF_TEST(expired_keys_are_deleted) {
  const tests::scratch folder;
  testing::fake_clock clock;
  storage::sqlite::options options;
  options.clock = &clock;
  auto store = storage::sqlite::open(folder.path("db"), options).value();
  auto writer = store->open_writer().value();
  for (int n = 0; n < 10; ++n) {
    storage::submission s;
    s.session = {"t", std::to_string(n)};
    s.epoch = writer->epoch();
    s.create = testing::sample_session("t", s.session.id, clock);
    s.once = storage::idempotency{"key" + std::to_string(n), "POST /sessions", {}};
    CAF_CHECK(writer->commit({&s, 1}).at(0).kind == storage::commit::committed);
  }
  const auto count = [&] { return query(folder.path("db"), "SELECT count(*) FROM idempotency"); };
  CAF_CHECK_EQUAL(count(), "10");
  writer->idle();
  CAF_CHECK_EQUAL(count(), "10");
  clock.advance(std::chrono::seconds{options.limits.idempotency_s});
  writer->idle();
  CAF_CHECK_EQUAL(count(), "0");
}
