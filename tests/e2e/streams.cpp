#define CAF_SUITE e2e_streams
#include "caf/test/unit_test.hpp"
#include "harness/event_stream.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

// Server-Sent Events of the program as its users meet it.

using namespace parley;
using namespace std::chrono_literals;
using e2e::event_stream;
using texts = std::vector<std::string>;

namespace {

constexpr const char* path = "/v1/tenants/default/sessions/s/events";

struct fixture {
  e2e::scratch_folder files;
  std::unique_ptr<e2e::running_server> server;
  std::unique_ptr<e2e::rest> api;
  std::vector<std::string> settings{"--streams.heartbeat_s", "1"};

  fixture() {
    serve();
    api->post("/sessions", {{"session_id", "s"}});
  }

  void serve() {
    server = std::make_unique<e2e::running_server>(files.store(), settings);
    api = std::make_unique<e2e::rest>(server->url());
  }

  void say(const std::string& text) {
    const domain::json message{{"role", "user"}, {"content", text}};
    CAF_CHECK_EQUAL(api->post("/sessions/s/messages", message).status, 201);
  }

  event_stream follow(const std::string& from, const std::vector<std::string>& headers = {}) {
    return {server->url(), std::string(path) + (from.empty() ? "" : "?from=" + from), headers};
  }
};

/// `id type` of each of the next ones, of messages with their text.
texts next(event_stream& s, int count) {
  texts all;
  for (int i = 0; i < count; ++i) {
    const auto e = s.next();
    if (!e) return all;
    auto shown = e->id + " " + e->type;
    if (e->type == "message_appended") shown += " " + e->data["data"]["content"].get<std::string>();
    all.push_back(shown);
    CAF_CHECK_EQUAL(e->data["type"].get<std::string>(), e->type);
    CAF_CHECK_EQUAL(std::to_string(e->data["cursor"].get<int>()), e->id);
    CAF_CHECK_EQUAL(e->data["session_id"].get<std::string>(), std::string{"s"});
  }
  return all;
}

/// The next one that is a message: a conversation of some length is summarized meanwhile.
std::optional<e2e::sent_event> next_message(event_stream& s) {
  for (;;) {
    auto e = s.next();
    if (!e || e->type == "message_appended") return e;
    CAF_REQUIRE_EQUAL(e->type, std::string{"summary_ready"});
  }
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_streams, fixture)

CAF_TEST(replay and then what comes) {
  say("one");
  say("two");
  auto whole = follow("0");
  auto behind = follow("1");
  auto live = follow("");
  CAF_CHECK_EQUAL(whole.status(), 200);
  CAF_CHECK(whole.head().find("text/event-stream") != std::string::npos);
  CAF_CHECK((next(whole, 2) == texts{"1 message_appended one", "2 message_appended two"}));
  CAF_CHECK((next(behind, 1) == texts{"2 message_appended two"}));
  say("three");
  for (auto* s : {&whole, &behind, &live})
    CAF_CHECK((next(*s, 1) == texts{"3 message_appended three"}));
  api->post("/sessions/s/close", domain::json::object());
  for (auto* s : {&whole, &behind, &live}) CAF_CHECK((next(*s, 1) == texts{"3 session_closed"}));
}

CAF_TEST(what cannot be followed is a problem) {
  struct {
    std::string target;
    int status;
  } const cases[] = {
      {"/v1/tenants/default/sessions/nobody/events", 404},
      {std::string(path) + "?from=7", 400},
      {std::string(path) + "?from=-1", 400},
      {std::string(path) + "?from=x", 400},
      {std::string(path) + "?since=1", 400},
  };
  for (const auto& [target, status] : cases) {
    CAF_MESSAGE(target);
    event_stream s(server->url(), target);
    CAF_CHECK_EQUAL(s.status(), status);
  }
  event_stream bad(server->url(), path, {"Last-Event-ID: x"});
  CAF_CHECK_EQUAL(bad.status(), 400);
}

CAF_TEST(heartbeats come while nothing happens) {
  auto s = follow("");
  const auto beat = s.next_of_all();
  CAF_REQUIRE(beat);
  CAF_CHECK_EQUAL(beat->type, std::string{"heartbeat"});
  CAF_CHECK_EQUAL(beat->id, std::string{"0"});
}

CAF_TEST(a streamed answer) {
  auto s = follow("");
  const auto begun =
      api->post("/sessions/s/turns", {{"message", {{"role", "user"}, {"content", "why?"}}}});
  const auto turn = "/sessions/s/turns/" + begun.body["turn_id"].get<std::string>();
  api->post(turn + "/chunks", {{"index", 0}, {"text", "be"}});
  api->post(turn + "/chunks", {{"index", 1}, {"text", "cause"}});
  auto late = follow("");
  CAF_CHECK((next(late, 2) == texts{"1 chunk", "1 chunk"}));
  api->post(turn + "/complete", domain::json::object());
  CAF_CHECK((next(s, 6) == texts{"1 message_appended why?", "1 draft_started", "1 chunk", "1 chunk",
                                 "1 draft_ended", "2 message_appended because"}));
  CAF_CHECK((next(late, 2) == texts{"1 draft_ended", "2 message_appended because"}));
}

CAF_TEST(a stop ends the stream and it goes on where it was) {
  say("one");
  auto s = follow("0");
  CAF_CHECK_EQUAL(next(s, 1).size(), 1u);
  CAF_CHECK_EQUAL(server->stop().code, 0);
  CAF_CHECK(!s.next());
  CAF_CHECK(s.ended());
  serve();
  say("two");
  auto again = follow("0", {"Last-Event-ID: 1"});
  CAF_CHECK((next(again, 1) == texts{"2 message_appended two"}));
}

CAF_TEST(a kill breaks the stream off and nothing is missing or twice) {
  std::string last = "0";
  int told = 0;
  for (int round = 0; round < 3; ++round) {
    auto s = follow("", {"Last-Event-ID: " + last});
    for (int i = 0; i < 20; ++i) say("m" + std::to_string(round * 20 + i + 1));
    // Only a part is read: the rest comes behind the id of what was.
    for (int i = 0; i < 12; ++i) {
      const auto e = next_message(s);
      CAF_REQUIRE(e);
      CAF_CHECK_EQUAL(e->data["data"]["content"].get<std::string>(), "m" + std::to_string(++told));
      last = e->id;
    }
    server->kill_hard();
    serve();
  }
  auto rest = follow("", {"Last-Event-ID: " + last});
  while (told < 60) {
    const auto e = next_message(rest);
    CAF_REQUIRE(e);
    CAF_CHECK_EQUAL(e->data["data"]["content"].get<std::string>(), "m" + std::to_string(++told));
  }
}

CAF_TEST(an erased session ends its stream) {
  say("one");
  auto s = follow("0");
  CAF_CHECK_EQUAL(next(s, 1).size(), 1u);
  CAF_CHECK_EQUAL(api->erase("/sessions/s").status, 200);
  CAF_CHECK(!s.next());
  CAF_CHECK(s.ended());
  CAF_CHECK_EQUAL(follow("0").status(), 410);
}

CAF_TEST(one that does not read catches up) {
  event_stream slow(server->url(), std::string(path) + "?from=0", {}, 4096);
  const std::string text(20'000, 'x');
  for (int i = 0; i < 300; ++i) say(text);
  for (int i = 1; i <= 300; ++i) {
    const auto e = next_message(slow);
    CAF_REQUIRE(e);
    CAF_REQUIRE_EQUAL(e->id, std::to_string(i));
  }
  say("end");
  const auto last = next_message(slow);
  CAF_REQUIRE(last);
  CAF_CHECK_EQUAL(last->id, std::string{"301"});
}

CAF_TEST(those who leave are forgotten) {
  settings = {"--streams.subscribers", "4"};
  server->stop();
  serve();
  for (int i = 0; i < 40; ++i) {
    auto s = follow("");
    // A tenant may have half of them; one that has left is noticed within moments.
    for (int tries = 0; s.status() == 503 && tries < 100; ++tries) s = follow("");
    CAF_REQUIRE_EQUAL(s.status(), 200);
    s.leave();
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
