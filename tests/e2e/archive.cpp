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

  /// The files that hold that text: of either store, its log or its index.
  std::string files_with(const std::string& text) const {
    std::string found;
    for (const auto& entry : std::filesystem::directory_iterator(files.path))
      if (e2e::read_file(entry.path()).find(text) != std::string::npos)
        found += entry.path().filename().string() + " ";
    return found;
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_archive, files_of_two)

CAF_TEST(archived_sessions_are_as_before) { e2e::archived_sessions_are_as_before(stores); }

CAF_TEST(a_terminal_moves) { e2e::a_terminal_moves(stores); }

CAF_TEST(whatever_is_killed_nothing_is_lost) { e2e::whatever_is_killed_nothing_is_lost(stores); }

CAF_TEST(nothing_is_left_of_what_was_erased) {
  {
    auto server = e2e::serve(stores);
    e2e::rest api(server.url());
    const std::vector<std::pair<std::string, std::string>> said{
        {"a", "zanzibar"}, {"b", "numbat"}, {"c", "quokka"}, {"d", "harmless"}};
    for (const auto& [session, word] : said) {
      e2e::talk(api, session, session == "c" ? "person" : "other", word, 5);
      CAF_REQUIRE_EQUAL(api.post("/sessions/" + session + "/close", json::object()).status, 200);
    }
    CAF_CHECK_EQUAL(e2e::hits(server, api, "numbat", 10), 10u);
    e2e::move_until(server, api, 4);
    for (const auto& [session, word] : said)
      CAF_CHECK(files_with(word).find("archive.db") != std::string::npos);

    CAF_CHECK(e2e::purged(server, api, "/sessions/a")["messages"] == 10);
    CAF_CHECK_EQUAL(files_with("zanzibar"), "");
    CAF_CHECK_EQUAL(api.get("/sessions/a").status, 410);

    CAF_CHECK(e2e::purged(server, api, "/sessions/b/messages/3")["messages"] == 1);
    CAF_CHECK_EQUAL(files_with("askbn1"), "");
    CAF_CHECK(!files_with("askbn2").empty());
    CAF_CHECK(api.get("/sessions/b/messages/3").body["status"] == "erased");
    CAF_CHECK_EQUAL(e2e::hits(server, api, "numbat", 9), 9u);

    CAF_CHECK(e2e::purged(server, api, "/users/person")["sessions"] == 1);
    CAF_CHECK_EQUAL(files_with("quokka"), "");
    CAF_CHECK_EQUAL(api.get("/sessions/c").status, 410);
    CAF_CHECK_EQUAL(e2e::hits(server, api, "harmless", 10), 10u);
    CAF_CHECK(api.get("/stats").body["sessions"]["total"] == 2);
    CAF_CHECK_EQUAL(server.stop().code, 0);
  }
  CAF_CHECK_EQUAL(files_with("zanzibar") + files_with("askbn1") + files_with("quokka"), "");
  CAF_CHECK(!files_with("harmless").empty());
  e2e::check_both(stores);
  auto server = e2e::serve(stores);
  e2e::rest api(server.url());
  CAF_CHECK_EQUAL(api.get("/sessions/a").status, 410);
  CAF_CHECK_EQUAL(api.history("b")->size(), 10u);
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

  // An archive that is not there is a mistake of who looks, and made by who moves.
  CAF_REQUIRE_EQUAL(e2e::run({"import", "/dev/null", "--store", stores.hot}).code, 0);
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
