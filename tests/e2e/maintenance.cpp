#define CAF_SUITE e2e_maintenance
#include <sqlite3.h>

#include <csignal>
#include <filesystem>

#include "caf/test/unit_test.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

using namespace parley;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void talk(const e2e::running_server& server, int n) {
  e2e::rest api{server.url()};
  CAF_REQUIRE_EQUAL(api.post("/sessions", {{"session_id", "s"}}).status, 201);
  for (int i = 0; i < n; ++i)
    api.post("/sessions/s/messages", {{"role", "user"}, {"content", "hello " + std::to_string(i)}});
}

void run_sql(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  sqlite3_open(path.c_str(), &db);
  const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  sqlite3_close(db);
  CAF_REQUIRE_EQUAL(code, SQLITE_OK);
}

}  // namespace

CAF_TEST(a_store_in_use_is_copied_and_not_looked_at) {
  e2e::scratch_folder files;
  e2e::running_server server{files.store()};
  talk(server, 20);
  const auto busy = e2e::run({"doctor", "--store", files.store()});
  CAF_CHECK_EQUAL(busy.code, 5);
  CAF_CHECK(contains(busy.err, std::to_string(server.child().id())));

  const auto copy = files.file("copy.db");
  const auto made = e2e::run({"backup", copy, "--store", files.store()});
  CAF_CHECK_EQUAL(made.code, 0);
  CAF_CHECK(contains(made.out, "copy.db: "));
  CAF_CHECK(contains(made.out, " bytes in "));
  const auto again = e2e::run({"backup", copy, "--store", files.store()});
  CAF_CHECK_EQUAL(again.code, 1);
  CAF_CHECK(contains(again.err, "copy.db"));

  const auto seen = e2e::run({"doctor", "--store", files.store("copy.db"), "--json"});
  CAF_CHECK_EQUAL(seen.code, 0);
  const auto found = e2e::json::parse(seen.out);
  CAF_CHECK(found.at("messages") == 20);
  CAF_CHECK(found.at("findings_total") == 0);
  CAF_CHECK_EQUAL(server.stop().code, 0);
  CAF_CHECK_EQUAL(e2e::run({"doctor", "--store", files.store()}).code, 0);
}

CAF_TEST(a_backup_that_is_killed_leaves_a_whole_copy_or_none) {
  e2e::scratch_folder files;
  e2e::running_server server{files.store()};
  e2e::rest api{server.url()};
  CAF_REQUIRE_EQUAL(api.post("/sessions", {{"session_id", "s"}}).status, 201);
  for (int i = 0; i < 20; ++i) {
    auto list = e2e::json::array();
    for (int k = 0; k < 500; ++k)
      list.push_back({{"role", "user"}, {"content", std::string(800, 'x') + std::to_string(k)}});
    CAF_REQUIRE_EQUAL(api.post("/sessions/s/messages", {{"messages", list}}).status, 201);
  }
  int whole = 0;
  for (int delay_ms = 0; delay_ms < 120; delay_ms += 8) {
    const auto name = "copy-" + std::to_string(delay_ms) + ".db";
    e2e::process copying{{"backup", files.file(name), "--store", files.store()}, {}};
    if (!copying.ends_within(std::chrono::milliseconds{delay_ms})) copying.signal(SIGKILL);
    copying.wait();
    if (!std::filesystem::exists(files.file(name))) continue;
    ++whole;
    CAF_CHECK_EQUAL(e2e::run({"doctor", "--store", files.store(name)}).code, 0);
    const auto seen = e2e::run({"doctor", "--store", files.store(name), "--json"});
    CAF_CHECK(e2e::json::parse(seen.out).at("messages") == 10'000);
  }
  CAF_MESSAGE(whole << " were whole");
  // What was killed does not keep the next one from being made.
  CAF_CHECK_EQUAL(e2e::run({"backup", files.file("last.db"), "--store", files.store()}).code, 0);
  server.stop();
  CAF_CHECK_EQUAL(e2e::run({"doctor", "--store", files.store()}).code, 0);
}

CAF_TEST(the_exit_code_says_whether_a_store_is_well) {
  e2e::scratch_folder files;
  {
    e2e::running_server server{files.store()};
    talk(server, 3);
    CAF_CHECK_EQUAL(server.stop().code, 0);
  }
  run_sql(files.file("test.db"), "UPDATE tenant SET messages = 77");
  const auto ill = e2e::run({"doctor", "--store", files.store()});
  CAF_CHECK_EQUAL(ill.code, 4);
  CAF_CHECK(contains(ill.out, "counts: default counts 1 sessions and 77 messages"));
  CAF_CHECK(contains(ill.out, "1 finding, 1 left\n"));
  const auto treated = e2e::run({"doctor", "--repair", "--store", files.store()});
  CAF_CHECK_EQUAL(treated.code, 0);
  CAF_CHECK(contains(treated.out, "(repaired)\n1 finding, 0 left\n"));
  const auto well = e2e::run({"doctor", "--reindex", "--store", files.store()});
  CAF_CHECK_EQUAL(well.code, 0);
  CAF_CHECK(contains(well.out, "of 1 session and 3 messages\nnothing found\n"));
}
