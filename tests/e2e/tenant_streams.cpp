#define CAF_SUITE e2e_tenant_streams
#include <set>

#include "caf/test/unit_test.hpp"
#include "harness/event_stream.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"
#include "harness/web_socket.hpp"

// Streams of a whole tenant as its users meet them.

using namespace parley;
using domain::json;
using e2e::event_stream;
using e2e::web_socket;
using texts = std::vector<std::string>;

namespace {

constexpr const char* events_path = "/v1/tenants/default/events";
constexpr const char* socket_path = "/v1/tenants/default/ws";

struct fixture {
  e2e::scratch_folder files;
  std::unique_ptr<e2e::running_server> server;
  std::unique_ptr<e2e::rest> api;

  fixture() {
    serve();
    for (const char* id : {"a", "b"}) api->post("/sessions", {{"session_id", id}});
  }

  void serve() {
    const std::vector<std::string> settings{"--streams.heartbeat_s", "1"};
    server = std::make_unique<e2e::running_server>(files.store(), settings);
    api = std::make_unique<e2e::rest>(server->url());
  }

  void say(const std::string& session, const std::string& text) {
    const json message{{"role", "user"}, {"content", text}};
    CAF_CHECK_EQUAL(api->post("/sessions/" + session + "/messages", message).status, 201);
  }

  event_stream follow(const std::string& from, const texts& headers = {}) {
    return {server->url(), std::string(events_path) + (from.empty() ? "" : "?from=" + from),
            headers};
  }
};

/// `session type`, of messages with their text.
std::string shown(const json& event) {
  if (!event.is_object()) return "none";
  auto text = event["session_id"].is_null() ? "" : event["session_id"].get<std::string>() + ' ';
  if (event["type"] == "message_appended")
    return text + event["data"]["content"].get<std::string>();
  return text + event["type"].get<std::string>();
}

texts next(event_stream& s, int count) {
  texts all;
  for (int i = 0; i < count; ++i) {
    const auto e = s.next();
    if (!e) return all;
    all.push_back(shown(e->data));
    CAF_CHECK_EQUAL(e->data["cursor"].get<std::string>(), e->id);
  }
  return all;
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_tenant_streams, fixture)

CAF_TEST(replay and then what comes of all sessions) {
  say("a", "one");
  say("b", "two");
  auto whole = follow("0");
  auto live = follow("");
  CAF_CHECK_EQUAL(whole.status(), 200);
  CAF_CHECK(next(whole, 2) == (texts{"a one", "b two"}));
  say("a", "three");
  api->post("/sessions", {{"session_id", "c"}});
  say("c", "four");
  api->post("/sessions/c/close", json::object());
  const texts rest{"a three", "c session_created", "c four", "c session_closed"};
  for (auto* s : {&whole, &live}) CAF_CHECK(next(*s, 4) == rest);
}

CAF_TEST(another tenant is told nothing) {
  const auto theirs = [&](const std::string& path) { return "/v1/tenants/other" + path; };
  e2e::rest other(server->url(), "other");
  auto mine = follow("0");
  event_stream stranger(server->url(), theirs("/events?from=0"));
  other.post("/sessions", {{"session_id", "a"}});
  other.post("/sessions/a/messages", {{"role", "user"}, {"content", "secret"}});
  say("a", "mine");
  CAF_CHECK(next(mine, 1) == texts{"a mine"});
  CAF_CHECK(next(stranger, 2) == (texts{"a session_created", "a secret"}));
}

CAF_TEST(what is no cursor is refused) {
  for (const char* wrong : {"-1", "x", "7", "9223372036854775807"})
    CAF_CHECK_EQUAL(follow(wrong).status(), 400);
  CAF_CHECK_EQUAL(follow("", {"Last-Event-ID: 12"}).status(), 400);
  CAF_CHECK_EQUAL(api->get("/ws").status, 426);
}

CAF_TEST(heartbeats come while nothing happens) {
  auto s = follow("");
  const auto beat = s.next_of_all();
  CAF_REQUIRE(beat);
  CAF_CHECK_EQUAL(beat->type, std::string{"heartbeat"});
  CAF_CHECK(beat->data["session_id"].is_null());
  say("a", "one");
  CAF_CHECK(next(s, 1) == texts{"a one"});
}

CAF_TEST(a kill breaks the stream off and nothing is missing or twice) {
  std::string last = "0";
  int told = 0;
  for (int round = 0; round < 3; ++round) {
    auto s = follow("", {"Last-Event-ID: " + last});
    for (int i = 0; i < 20; ++i) {
      const auto number = round * 20 + i + 1;
      say(number % 3 == 0 ? "a" : "b", std::to_string(number));
    }
    // Only a part is read: the rest comes behind the id of what was.
    for (int i = 0; i < 12; ++i) {
      const auto e = s.next();
      CAF_REQUIRE(e);
      CAF_CHECK_EQUAL(e->data["data"]["content"].get<std::string>(), std::to_string(++told));
      last = e->id;
    }
    server->kill_hard();
    serve();
  }
  auto rest = follow("", {"Last-Event-ID: " + last});
  while (told < 60) {
    const auto e = rest.next();
    CAF_REQUIRE(e);
    CAF_CHECK_EQUAL(e->data["data"]["content"].get<std::string>(), std::to_string(++told));
  }
}

CAF_TEST(a socket of the tenant) {
  say("a", "one");
  web_socket s(server->url(), std::string(socket_path) + "?from=0");
  CAF_REQUIRE_EQUAL(s.status(), 101);
  const auto first = s.next_event();
  CAF_CHECK_EQUAL(shown(first), std::string{"a one"});
  say("b", "two");
  CAF_CHECK_EQUAL(shown(s.next_event()), std::string{"b two"});
  CAF_CHECK(s.ask({{"op", "ping"}})["ok"] == true);
  const auto refused = s.ask({{"op", "append"}, {"role", "user"}, {"content", "three"}});
  CAF_CHECK(refused["ok"] == false);
  CAF_CHECK_EQUAL(refused["error"]["field"].get<std::string>(), std::string{"session_id"});
  const auto again = s.ask({{"op", "subscribe"}, {"from", first["cursor"]}});
  CAF_CHECK(again["ok"] == true);
  CAF_CHECK(again["result"]["cursor"] == first["cursor"]);
  CAF_CHECK_EQUAL(shown(s.next_event()), std::string{"b two"});
  CAF_CHECK(s.ask({{"op", "subscribe"}, {"from", 3}})["ok"] == false);
  CAF_CHECK(s.ask({{"op", "subscribe"}, {"from", 0}})["ok"] == true);
  CAF_CHECK_EQUAL(shown(s.next_event()), std::string{"a one"});
}

CAF_TEST(requests over a socket of the tenant name their session) {
  web_socket s(server->url(), socket_path);
  CAF_REQUIRE_EQUAL(s.status(), 101);
  const auto said = s.ask(
      {{"op", "append"}, {"session_id", "a"}, {"role", "user"}, {"content", "three"}});
  CAF_CHECK_EQUAL(said["result"]["seq"].get<int>(), 1);
  CAF_CHECK_EQUAL(shown(s.next_event()), std::string{"a three"});
  const auto begun = s.ask({{"op", "turn"},
                            {"session_id", "b"},
                            {"message", {{"role", "user"}, {"content", "why?"}}}});
  const auto turn = begun["result"]["turn_id"].get<std::string>();
  json chunk{{"op", "chunks"}, {"turn_id", turn}, {"index", 0}, {"text", "be"}};
  CAF_CHECK_EQUAL(s.ask(chunk)["error"]["field"].get<std::string>(), std::string{"session_id"});
  chunk["session_id"] = "a";
  CAF_CHECK_EQUAL(s.ask(chunk)["error"]["code"].get<std::string>(), std::string{"not_found"});
  chunk["session_id"] = "b";
  CAF_CHECK_EQUAL(s.ask(chunk)["result"]["chunks"].get<int>(), 1);
  const auto over = s.ask({{"op", "cancel"}, {"session_id", "b"}, {"turn_id", turn}});
  CAF_CHECK_EQUAL(over["result"]["state"].get<std::string>(), std::string{"cancelled"});
  const auto nobody = s.ask(
      {{"op", "append"}, {"session_id", "x"}, {"role", "user"}, {"content", "four"}});
  CAF_CHECK_EQUAL(nobody["error"]["code"].get<std::string>(), std::string{"not_found"});
}

CAF_TEST(an answer in progress) {
  auto s = follow("");
  const auto begun =
      api->post("/sessions/a/turns", {{"message", {{"role", "user"}, {"content", "why?"}}}});
  const auto turn = "/sessions/a/turns/" + begun.body["turn_id"].get<std::string>();
  api->post(turn + "/chunks", {{"index", 0}, {"text", "because"}});
  api->post(turn + "/complete", json::object());
  auto all = next(s, 5);
  CAF_CHECK(std::set<std::string>(all.begin(), all.end()) ==
            (std::set<std::string>{"a why?", "a draft_started", "a chunk", "a draft_ended",
                                   "a because"}));
}

CAF_TEST(many who write are told in one order) {
  auto first = follow("");
  auto second = follow("");
  for (int i = 0; i < 200; ++i) say(i % 7 < 3 ? "a" : "b", std::to_string(i));
  const auto told = next(first, 200);
  CAF_CHECK_EQUAL(told.size(), 200u);
  CAF_CHECK(next(second, 200) == told);
  auto late = follow("0");
  CAF_CHECK(next(late, 200) == told);
}

CAF_TEST_FIXTURE_SCOPE_END()
