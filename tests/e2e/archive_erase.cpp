#define CAF_SUITE e2e_archive_erase
#include "archive_world.hpp"
#include "caf/test/unit_test.hpp"

// Text in the files of a store and of its archive, before and after it was erased. Rows of a
// session that has moved are kept for a minute for those who read them, so this takes longer than
// that.

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

CAF_TEST_FIXTURE_SCOPE(e2e_archive_erase, files_of_two)

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

    CAF_CHECK_EQUAL(api.erase("/sessions/a").status, 200);
    CAF_CHECK(e2e::purged(server, api, "/sessions/b/messages/3")["messages"] == 1);
    CAF_CHECK_EQUAL(files_with("askbn1"), "");
    CAF_CHECK(!files_with("askbn2").empty());
    CAF_CHECK(api.get("/sessions/b/messages/3").body["status"] == "erased");
    CAF_CHECK_EQUAL(e2e::hits(server, api, "numbat", 9), 9u);

    CAF_CHECK(e2e::purged(server, api, "/sessions/a")["messages"] == 10);
    CAF_CHECK_EQUAL(files_with("zanzibar"), "");
    CAF_CHECK_EQUAL(api.get("/sessions/a").status, 410);

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

CAF_TEST_FIXTURE_SCOPE_END()
