#define CAF_SUITE e2e_erase
#include <chrono>
#include <iostream>
#include <thread>

#include "caf/test/unit_test.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

// A person's text in a real server's files, before and after it was erased, with processes that are
// killed in between.

using namespace parley;
using e2e::json;

namespace {

constexpr int sessions = 12;
constexpr int messages = 40;

/// Of each session: who owns it. The person speaks in all of them.
const char* owner(int s) { return s % 3 == 0 ? "person" : "other"; }

/// A question that is being answered, one that waits, and one that was cancelled while it waited.
void ask(e2e::rest& api, const std::string& id) {
  std::string turn;
  for (const char* text : {"zanzibar first secret", "zanzibar second secret", "zanzibar third secret"}) {
    const auto begun =
        api.post("/sessions/" + id + "/turns", {{"message", {{"role", "user"}, {"content", text}}}});
    CAF_REQUIRE(begun.status == 201 || begun.status == 202);
    turn = begun.body["turn_id"];
  }
  const auto ended = api.post("/sessions/" + id + "/turns/" + turn + "/cancel", {{"reason", "no"}});
  CAF_REQUIRE_EQUAL(ended.status, 200);
}

void fill(e2e::rest& api) {
  for (int s = 0; s < sessions; ++s) {
    const auto id = "s" + std::to_string(s);
    const json participants = {{{"participant_id", "person"}, {"participant_type", "user"}},
                               {{"participant_id", "bot"},
                                {"participant_type", "agent"},
                                {"participant_role", "helper"}}};
    CAF_REQUIRE_EQUAL(api.post("/sessions", {{"session_id", id},
                                             {"user_id", owner(s)},
                                             {"session_type", "user_to_agent"},
                                             {"participants", participants}})
                          .status,
                      201);
    auto list = json::array();
    for (int m = 0; m < messages; ++m) {
      const auto n = std::to_string(s) + "x" + std::to_string(m);
      list.push_back({{"role", "user"}, {"content", "zanzibar" + n + " is my secret"}});
      list.push_back({{"role", "assistant"},
                      {"content", std::string{s % 3 == 0 ? "numbat" : "harmless"} + n}});
    }
    CAF_REQUIRE_EQUAL(api.post("/sessions/" + id + "/messages", {{"messages", list}}).status, 201);
  }
}

std::string files_with(const e2e::scratch_folder& files, const std::string& text) {
  std::string found;
  for (const auto& entry : std::filesystem::directory_iterator(files.path))
    if (e2e::read_file(entry.path()).find(text) != std::string::npos)
      found += entry.path().filename().string() + " ";
  return found;
}

std::size_t hits(e2e::rest& api, const std::string& words) {
  return api.get("/search?limit=1000&q=" + words).body["items"].size();
}

/// Asks for the receipt until nothing is stored any more.
json purged(e2e::running_server& server, e2e::rest& api, const std::string& path) {
  for (int i = 0; i < 600; ++i) {
    const auto receipt = api.erase(path);
    CAF_REQUIRE_EQUAL(receipt.status, 200);
    if (receipt.body["purged_at"].is_string()) return receipt.body;
    CAF_REQUIRE(!server.child().ends_within(std::chrono::milliseconds{20}));
  }
  CAF_FAIL("it was never purged");
  return {};
}

}  // namespace

CAF_TEST(nothing_of_an_erased_person_is_left_whenever_the_process_is_killed) {
  for (const int delay_ms : {0, 5, 15, 40, 100}) {
    e2e::scratch_folder files;
    {
      e2e::running_server server(files.store());
      e2e::rest api(server.url());
      fill(api);
      for (int s = 0; s < sessions; ++s) ask(api, "s" + std::to_string(s));
      for (int i = 0; i < 200 && hits(api, "secret") < sessions * (messages + 1); ++i)
        CAF_CHECK(!server.child().ends_within(std::chrono::milliseconds{20}));
      CAF_CHECK_EQUAL(hits(api, "secret"), static_cast<std::size_t>(sessions * (messages + 1)));
      std::thread erasing([&] {
        e2e::rest other(server.url());
        other.erase("/users/person");
      });
      CAF_CHECK(!server.child().ends_within(std::chrono::milliseconds{delay_ms}));
      server.kill_hard();
      erasing.join();
    }
    // One that was killed early has done little of it.
    if (delay_ms == 0) CAF_CHECK(!files_with(files, "zanzibar").empty());
    e2e::running_server server(files.store());
    e2e::rest api(server.url());
    const auto receipt = purged(server, api, "/users/person");
    CAF_CHECK_EQUAL(receipt["sessions"], sessions / 3);
    const int stored = (sessions / 3) * (2 * messages + 1) + (sessions - sessions / 3) * (messages + 1);
    // A turn that the killed process ran ends with a message, and the next one begins.
    CAF_CHECK(receipt["messages"] >= stored && receipt["messages"] <= stored + 3 * sessions);
    CAF_CHECK_EQUAL(files_with(files, "zanzibar"), "");
    CAF_CHECK_EQUAL(files_with(files, "secret"), "");
    CAF_CHECK_EQUAL(files_with(files, "numbat"), "");
    CAF_CHECK(!files_with(files, "harmless").empty());
    CAF_CHECK_EQUAL(hits(api, "secret"), 0u);
    CAF_CHECK_EQUAL(api.get("/sessions/s0").status, 410);
    CAF_CHECK(api.get("/sessions/s1/messages/1").body["status"] == "erased");
    CAF_CHECK(api.get("/sessions/s1/messages/2").body["content"] == "harmless1x0");
    CAF_CHECK(api.get("/dead-letters").body["items"].empty());
    server.stop();
    const auto checked = e2e::run({"doctor", "--store", files.store()});
    CAF_CHECK_EQUAL(checked.code, 0);
    if (checked.code != 0) std::cerr << checked.out << checked.err;
  }
}

CAF_TEST(a_terminal_finds_and_erases) {
  e2e::scratch_folder files;
  const auto store = files.store();
  {
    e2e::running_server server(store);
    e2e::rest api(server.url());
    fill(api);
    CAF_CHECK(!server.child().ends_within(std::chrono::milliseconds{300}));
    server.stop();
  }
  auto ran = e2e::run({"search", "zanzibar1x3", "--store", store});
  CAF_CHECK_EQUAL(ran.code, 0);
  CAF_CHECK_EQUAL(ran.out, "s1/7  [zanzibar1x3] is my secret\n");
  ran = e2e::run({"search", "secret", "--limit", "3", "--json", "--store", store});
  CAF_CHECK_EQUAL(ran.code, 0);
  CAF_CHECK(json::parse(ran.out.substr(0, ran.out.find('\n')))["seq"] == 2 * messages - 1);
  CAF_CHECK_EQUAL(e2e::run({"search", "!!", "--store", store}).code, 2);
  CAF_CHECK_EQUAL(e2e::run({"search", "--store", store}).code, 2);
  ran = e2e::run({"erase", "s1", "--message", "7", "--store", store});
  CAF_CHECK_EQUAL(ran.code, 0);
  CAF_CHECK(ran.out.find("message s1/7 is erased: 0 sessions, 1 message\n") == 0);
  CAF_CHECK_EQUAL(e2e::run({"search", "zanzibar1x3", "--store", store}).out, "");
  ran = e2e::run({"erase", "s0", "--store", store});
  CAF_CHECK(ran.out.find("session s0 is erased: 1 session, 80 messages\n") == 0);
  ran = e2e::run({"erase", "person", "--user", "--json", "--store", store});
  CAF_CHECK_EQUAL(ran.code, 0);
  CAF_CHECK(json::parse(ran.out)["subject"] == (json{{"kind", "user"}, {"id", "person"}}));
  CAF_CHECK_EQUAL(e2e::run({"erase", "nobody", "--store", store}).code, 3);
  CAF_CHECK_EQUAL(e2e::run({"erase", "s2", "--user", "--message", "1", "--store", store}).code, 2);
  CAF_CHECK_EQUAL(e2e::run({"letters", "--store", store}).out, "no dead letters\n");
  CAF_CHECK_EQUAL(e2e::run({"letters", "7", "--store", store}).code, 3);
  CAF_CHECK_EQUAL(e2e::run({"letters", "--requeue", "--store", store}).code, 2);
}
