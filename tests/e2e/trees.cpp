#define CAF_SUITE e2e_trees
#include <chrono>
#include <iostream>
#include <thread>

#include "caf/test/unit_test.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

using namespace parley;
using e2e::json;

namespace {

constexpr int branches = 20;
constexpr int leaves = 20;

std::string branch(int b) { return "b" + std::to_string(b); }

/// root, with branches, with leaves: 421 sessions.
void grow(e2e::rest& api) {
  CAF_REQUIRE_EQUAL(api.post("/sessions", {{"session_id", "top"}}).status, 201);
  for (int b = 0; b < branches; ++b) {
    auto list = json::array();
    list.push_back(json{{"session_id", branch(b)}, {"parent_session_id", "top"}});
    for (int l = 0; l < leaves; ++l)
      list.push_back(json{{"session_id", branch(b) + "-" + std::to_string(l)},
                          {"parent_session_id", branch(b)}});
    const auto made = api.post("/sessions", list);
    CAF_REQUIRE_EQUAL(made.status, 200);
    for (const auto& item : made.body["items"]) CAF_REQUIRE_EQUAL(item["status"], 201);
  }
}

void count(const json& node, int& active, int& closed) {
  ++(node.value("status", "") == "closed" ? closed : active);
  for (const auto& child : node.value("children", json::array())) count(child, active, closed);
}

}  // namespace

CAF_TEST(a_tree_whose_closing_was_killed_is_closed_by_the_next_process) {
  for (const int delay_ms : {0, 10, 30, 60, 120}) {
    e2e::scratch_folder files;
    {
      e2e::running_server server(files.store());
      e2e::rest api(server.url());
      grow(api);
      std::thread closing([&] {
        e2e::rest other(server.url());
        other.post("/sessions/top/close", json::object());
      });
      CAF_CHECK(!server.child().ends_within(std::chrono::milliseconds{delay_ms}));
      server.kill_hard();
      closing.join();
    }
    e2e::running_server server(files.store());
    e2e::rest api(server.url());
    int active = 0;
    int closed = 0;
    count(api.get("/sessions/top/tree").body, active, closed);
    CAF_CHECK_EQUAL(active + closed, 1 + branches * (leaves + 1));
    std::cerr << "killed after " << delay_ms << " ms: " << closed << " closed at the start\n";
    // Repeating the request waits for what the first one began.
    CAF_CHECK_EQUAL(api.post("/sessions/top/close", json::object()).status, 200);
    active = closed = 0;
    count(api.get("/sessions/top/tree").body, active, closed);
    CAF_CHECK_EQUAL(active, 0);
    CAF_CHECK(api.get("/dead-letters").body["items"].empty());
    server.stop();
    CAF_CHECK_EQUAL(e2e::run({"doctor", "--store", files.store()}).code, 0);
  }
}

CAF_TEST(a_tree_is_drawn) {
  e2e::scratch_folder files;
  {
    e2e::running_server server(files.store());
    e2e::rest api(server.url());
    api.post("/sessions", json::array({json{{"session_id", "top"}},
                                       json{{"session_id", "a"}, {"parent_session_id", "top"}},
                                       json{{"session_id", "aa"}, {"parent_session_id", "a"}},
                                       json{{"session_id", "b"}, {"parent_session_id", "top"}}}));
    CAF_CHECK_EQUAL(api.post("/sessions/b/close", json::object()).status, 200);
    server.stop();
  }
  const auto shown = e2e::run({"show", "top", "--tree", "--store", files.store()});
  CAF_CHECK_EQUAL(shown.code, 0);
  CAF_CHECK_EQUAL(shown.out,
                  "top  active, 0 messages\n"
                  "|- a  active, 0 messages\n"
                  "|  `- aa  active, 0 messages\n"
                  "`- b  closed, 0 messages\n");
  const auto as_json = e2e::run({"show", "top", "--tree", "--json", "--store", files.store()});
  CAF_CHECK_EQUAL(as_json.code, 0);
  CAF_CHECK_EQUAL(json::parse(as_json.out)["children"].size(), 2u);
  CAF_CHECK_EQUAL(e2e::run({"show", "nobody", "--tree", "--store", files.store()}).code, 3);
}
