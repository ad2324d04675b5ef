#define CAF_SUITE e2e_archive
#include "archive_cases.hpp"
#include "caf/test/unit_test.hpp"

// A SQLite store with another one as its archive.

using namespace parley;
using e2e::json;

namespace {

struct files_of_two {
  e2e::scratch_folder files;
  const e2e::two_stores stores{files.store("hot.db"), files.store("archive.db")};
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_archive, files_of_two)

CAF_TEST(archived_sessions_are_as_before) { e2e::archived_sessions_are_as_before(stores); }

CAF_TEST(a_terminal_moves) { e2e::a_terminal_moves(stores); }

CAF_TEST(whatever_is_killed_nothing_is_lost) { e2e::whatever_is_killed_nothing_is_lost(stores); }

CAF_TEST(what_is_erased_is_out_of_sight_at_once) {
  const auto gone = [](e2e::running_server& server, e2e::rest& api) {
    CAF_CHECK_EQUAL(api.get("/sessions/a").status, 410);
    CAF_CHECK_EQUAL(api.get("/sessions/c").status, 410);
    CAF_CHECK(api.get("/sessions/b/messages/3").body["status"] == "erased");
    CAF_CHECK_EQUAL(e2e::hits(server, api, "quokka", 19), 19u);
    CAF_CHECK_EQUAL(e2e::ids(api).size(), 2u);
    CAF_CHECK(api.get("/stats").body["sessions"]["total"] == 2);
    CAF_CHECK_EQUAL(api.erase("/sessions/a").status, 200);
    CAF_CHECK_EQUAL(api.erase("/users/person").status, 200);
  };
  {
    auto server = e2e::serve(stores);
    e2e::rest api(server.url());
    for (const std::string session : {"a", "b", "c", "d"}) {
      e2e::talk(api, session, session == "c" ? "person" : "other", "quokka", 5);
      CAF_REQUIRE_EQUAL(api.post("/sessions/" + session + "/close", json::object()).status, 200);
    }
    e2e::move_until(server, api, 4);
    CAF_CHECK_EQUAL(e2e::hits(server, api, "quokka", 40), 40u);
    CAF_CHECK(api.erase("/sessions/a").body["messages"] == 10);
    CAF_CHECK(api.erase("/sessions/b/messages/3").body["messages"] == 1);
    CAF_CHECK(api.erase("/users/person").body["sessions"] == 1);
    gone(server, api);
    server.kill_hard();
  }
  auto server = e2e::serve(stores);
  e2e::rest api(server.url());
  gone(server, api);
  server.stop();
  e2e::check_both(stores);
}

CAF_TEST(what_cannot_be_is_refused) {
  const std::string nobody = "http://127.0.0.1:1";
  const struct {
    std::vector<std::string> words;
    int code;
    std::string err;
  } table[] = {
      {{"migrate", "--store", stores.hot}, 2, "archive.uri"},
      {{"migrate", "--store", stores.hot, "--archive", "cellar"}, 2, "archive.uri"},
      {{"migrate", "--archive", stores.archive, "--server", nobody}, 2, "exclude each other"},
      {{"migrate", "--server", nobody, "--idle-days", "1"}, 2, "migration.idle_s"},
      {{"migrate", "--server", nobody, "--start", "--stop"}, 2, "exclude each other"},
      {{"migrate", "--server", nobody, "--rate", "1"}, 2, "--start"},
      {{"migrate", "--server", nobody}, 5, nobody},
      {{"migrate", "--store", stores.hot, "--archive", stores.archive, "--start"}, 2, "--server"},
      {{"migrate", "--store", stores.hot, "--archive", stores.archive, "--idle-days", "-1"},
       2,
       "--idle-days"},
      {{"migrate", "--store", stores.hot, "--archive", stores.archive}, 3, "hot.db"},
      {{"doctor", "--store", stores.hot, "--archive", stores.archive}, 2, "one store at a time"},
      {{"backup", "copy", "--store", stores.hot, "--archive", stores.archive},
       2,
       "one store at a time"},
  };
  for (const auto& entry : table) {
    std::string shown;
    for (const auto& word : entry.words) shown += word + " ";
    CAF_MESSAGE(shown);
    const auto end = e2e::run(entry.words);
    CAF_CHECK_EQUAL(end.code, entry.code);
    CAF_CHECK(end.err.find(entry.err) != std::string::npos);
    CAF_CHECK_EQUAL(end.out, "");
  }
  CAF_CHECK(std::filesystem::is_empty(files.path));

  for (const auto& archive : {stores.hot, std::string{"memory:"}}) {
    CAF_REQUIRE_EQUAL(e2e::run({"import", "/dev/null", "--store", stores.hot}).code, 0);
    const auto refused = e2e::run_over({stores.hot, archive}, {"migrate"});
    CAF_CHECK_EQUAL(refused.code, 2);
    CAF_CHECK(refused.err.find("archive.uri") != std::string::npos);
  }

  // An archive that is not there is a mistake of who looks, and made by who moves.
  const auto looked = e2e::run_over(stores, {"sessions"});
  CAF_CHECK_EQUAL(looked.code, 3);
  CAF_CHECK(looked.err.find("archive.db") != std::string::npos);
  CAF_CHECK(!std::filesystem::exists(files.file("archive.db")));
  CAF_CHECK_EQUAL(e2e::run_over(stores, {"migrate"}).out,
                  "moved 0 sessions, 0 messages, about 0 bytes\n");
  CAF_CHECK(std::filesystem::exists(files.file("archive.db")));
  CAF_CHECK_EQUAL(e2e::run_over(stores, {"sessions"}).code, 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
