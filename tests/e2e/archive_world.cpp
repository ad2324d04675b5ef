#include "archive_world.hpp"

#include <chrono>
#include <iostream>
#include <set>

#define CAF_SUITE e2e_archive_world
#define CAF_TEST_NO_MAIN
#include "caf/test/unit_test.hpp"

namespace parley::e2e {

namespace {

constexpr std::chrono::milliseconds a_moment{20};
constexpr int moments = 3000;

/// Waits a little, unless the server has ended.
void let_pass(running_server& server) { CAF_REQUIRE(!server.child().ends_within(a_moment)); }

}  // namespace

running_server serve(const two_stores& stores) {
  return running_server(stores.hot, {"--archive", stores.archive, "--migration.interval_s", "0"});
}

finished run_over(const two_stores& stores, std::vector<std::string> words) {
  for (const auto& word : stores.options()) words.push_back(word);
  return run(words);
}

void talk(rest& api, const std::string& session, const std::string& user, const std::string& word,
          int count) {
  CAF_REQUIRE_EQUAL(api.post("/sessions", {{"session_id", session}, {"user_id", user}}).status,
                    201);
  auto list = json::array();
  for (int m = 0; m < count; ++m) {
    const auto own = session + "n" + std::to_string(m);
    list.push_back({{"message_id", own + "q"}, {"role", "user"}, {"content", word + " ask" + own}});
    list.push_back(
        {{"message_id", own + "a"}, {"role", "assistant"}, {"content", word + " say" + own}});
  }
  const auto said = api.post("/sessions/" + session + "/messages", {{"messages", list}});
  CAF_REQUIRE_EQUAL(said.status, 201);
}

std::vector<std::string> ids(rest& api, const std::string& query) {
  std::vector<std::string> all;
  std::string cursor;
  do {
    const auto page = api.get("/sessions?limit=3" + query + cursor);
    CAF_REQUIRE_EQUAL(page.status, 200);
    for (const auto& item : page.body["items"]) all.push_back(item["session_id"]);
    const auto& next = page.body["next"];
    cursor = next.is_string() ? "&cursor=" + next.get<std::string>() : "";
  } while (!cursor.empty());
  return all;
}

std::size_t hits(running_server& server, rest& api, const std::string& word, std::size_t expected) {
  std::set<std::string> found;
  for (int i = 0; i < 300; ++i) {
    found.clear();
    std::size_t shown = 0;
    std::string cursor;
    do {
      const auto page = api.get("/search?limit=7&q=" + word + cursor);
      CAF_REQUIRE_EQUAL(page.status, 200);
      for (const auto& hit : page.body["items"]) {
        ++shown;
        found.insert(hit["session_id"].get<std::string>() + "/" + hit["seq"].dump());
      }
      const auto& next = page.body["next"];
      cursor = next.is_string() ? "&cursor=" + next.get<std::string>() : "";
    } while (!cursor.empty());
    CAF_CHECK_EQUAL(shown, found.size());
    if (found.size() == expected) break;
    let_pass(server);
  }
  return found.size();
}

void move_until(running_server& server, rest& api, std::int64_t moved) {
  const auto started = run(
      {"migrate", "--server", server.url(), "--start", "--interval", "1", "--rate", "0", "--json"});
  CAF_REQUIRE_EQUAL(started.code, 0);
  CAF_CHECK(json::parse(started.out)["running"] == true);
  json now;
  for (int i = 0; i < moments; ++i) {
    now = api.get("/migration").body;
    if (now["moved"] == moved) break;
    let_pass(server);
  }
  CAF_CHECK_EQUAL(now["moved"].dump(), std::to_string(moved));
  CAF_CHECK_EQUAL(now["last_error"].get<std::string>(), "");
  const auto stopped = run({"migrate", "--server", server.url(), "--stop", "--json"});
  CAF_CHECK_EQUAL(stopped.code, 0);
  CAF_CHECK(json::parse(stopped.out)["running"] == false);
}

json purged(running_server& server, rest& api, const std::string& path) {
  for (int i = 0; i < moments; ++i) {
    const auto receipt = api.erase(path);
    CAF_REQUIRE_EQUAL(receipt.status, 200);
    if (receipt.body["purged_at"].is_string()) return receipt.body;
    let_pass(server);
  }
  CAF_FAIL("it was never purged: " << path);
  return {};
}

void check_both(const two_stores& stores) {
  for (const auto& store : {stores.hot, stores.archive}) {
    const auto checked = run({"doctor", "--store", store});
    CAF_CHECK_EQUAL(checked.code, 0);
    if (checked.code != 0) std::cerr << store << "\n" << checked.out << checked.err;
  }
}

}  // namespace parley::e2e
