#define CAF_SUITE e2e_sockets
#include <algorithm>
#include <csignal>
#include <functional>

#include "caf/test/unit_test.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"
#include "harness/web_socket.hpp"

// WebSockets of the program as its users meet it.

using namespace parley;
using namespace std::chrono_literals;
using domain::json;
using e2e::web_socket;

namespace {

constexpr const char* path = "/v1/tenants/default/sessions/s/ws";

struct fixture {
  e2e::scratch_folder files;
  e2e::running_server server;
  e2e::rest api;

  fixture()
      : server(files.store(), {"--limits.body_bytes", "65536", "--limits.send_ms", "500"}),
        api(server.url()) {
    api.post("/sessions", {{"session_id", "s"}});
  }

  web_socket open(const std::string& from = "") {
    return {server.url(), std::string(path) + (from.empty() ? "" : "?from=" + from)};
  }

  static std::string text_of(const json& event) {
    return event.is_object() && event["type"] == "message_appended"
               ? event["data"]["content"].get<std::string>()
               : event.dump();
  }
};

json say(const std::string& text) {
  return {{"op", "append"}, {"role", "user"}, {"content", text}};
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_sockets, fixture)

CAF_TEST(the handshake of the standard) {
  auto s = open();
  CAF_CHECK_EQUAL(s.status(), 101);
  // The example of RFC 6455.
  CAF_CHECK(s.head().find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != std::string::npos);
}

CAF_TEST(what is no handshake is a problem) {
  CAF_CHECK_EQUAL(api.get("/sessions/s/ws").status, 426);
  CAF_CHECK_EQUAL((web_socket{server.url(), "/v1/tenants/default/sessions/nobody/ws"}.status()),
                  404);
  CAF_CHECK_EQUAL(open("9").status(), 400);
  web_socket foreign(server.url(), path, {"Origin: http://elsewhere.example"});
  CAF_CHECK_EQUAL(foreign.status(), 403);
  web_socket own(server.url(), path, {"Origin: " + server.url()});
  CAF_CHECK_EQUAL(own.status(), 101);
}

CAF_TEST(replay and what comes and what is said) {
  api.post("/sessions/s/messages", {{"role", "user"}, {"content", "one"}});
  auto s = open("0");
  auto other = open();
  CAF_CHECK_EQUAL(text_of(s.next_event()), std::string{"one"});
  const auto said = s.ask(say("two"));
  CAF_CHECK(said["ok"] == true);
  CAF_CHECK_EQUAL(said["result"]["seq"].get<int>(), 2);
  CAF_CHECK_EQUAL(text_of(s.next_event()), std::string{"two"});
  const auto event = other.next_event();
  CAF_CHECK_EQUAL(text_of(event), std::string{"two"});
  CAF_CHECK_EQUAL(event["cursor"].get<int>(), 2);
  const auto batch = s.ask(
      {{"op", "append"},
       {"messages",
        {{{"role", "user"}, {"content", "three"}}, {{"role", "assistant"}, {"content", "four"}}}}});
  CAF_CHECK_EQUAL(batch["result"]["messages"].size(), 2u);
  CAF_CHECK_EQUAL(text_of(other.next_event()), std::string{"three"});
  CAF_CHECK_EQUAL(text_of(other.next_event()), std::string{"four"});
}

CAF_TEST(a turn over the socket) {
  auto s = open();
  auto watcher = open();
  const auto begun = s.ask({{"op", "turn"}, {"message", {{"role", "user"}, {"content", "why?"}}}});
  CAF_REQUIRE(begun["ok"] == true);
  const auto turn_id = begun["result"]["turn_id"];
  auto chunk = s.ask({{"op", "chunks"}, {"turn_id", turn_id}, {"index", 0}, {"text", "be"}});
  CAF_CHECK_EQUAL(chunk["result"]["chunks"].get<int>(), 1);
  chunk = s.ask({{"op", "chunks"}, {"turn_id", turn_id}, {"index", 5}, {"text", "x"}});
  CAF_CHECK(chunk["ok"] == false);
  CAF_CHECK_EQUAL(chunk["error"]["code"].get<std::string>(), std::string{"conflict"});
  CAF_CHECK_EQUAL(chunk["error"]["field"].get<std::string>(), std::string{"index"});
  auto late = open();
  CAF_CHECK_EQUAL(late.next_event()["data"]["text"].get<std::string>(), std::string{"be"});
  const auto done = s.ask({{"op", "complete"}, {"turn_id", turn_id}, {"content", "because"}});
  CAF_CHECK_EQUAL(done["result"]["state"].get<std::string>(), std::string{"complete"});
  for (const char* type :
       {"message_appended", "draft_started", "chunk", "draft_ended", "message_appended"})
    CAF_CHECK_EQUAL(watcher.next_event()["type"].get<std::string>(), std::string{type});
  const auto second = s.ask({{"op", "turn"}, {"message", {{"role", "user"}, {"content", "?"}}}});
  const auto ended =
      s.ask({{"op", "cancel"}, {"turn_id", second["result"]["turn_id"]}, {"reason", "enough"}});
  CAF_CHECK_EQUAL(ended["result"]["state"].get<std::string>(), std::string{"cancelled"});
}

CAF_TEST(subscribe begins anew where it says) {
  auto s = open();
  for (const char* text : {"one", "two"}) s.ask(say(text));
  CAF_CHECK_EQUAL(text_of(s.next_event()), std::string{"one"});
  CAF_CHECK_EQUAL(text_of(s.next_event()), std::string{"two"});
  CAF_CHECK_EQUAL(s.ask({{"op", "subscribe"}, {"from", 1}})["result"]["cursor"].get<int>(), 1);
  CAF_CHECK_EQUAL(text_of(s.next_event()), std::string{"two"});
  CAF_CHECK(s.ask({{"op", "subscribe"}, {"from", 7}})["ok"] == false);
  CAF_CHECK_EQUAL(s.ask({{"op", "subscribe"}})["result"]["cursor"].get<int>(), 2);
  CAF_CHECK(s.ask({{"op", "ping"}})["ok"] == true);
  s.ask(say("three"));
  CAF_CHECK_EQUAL(text_of(s.next_event()), std::string{"three"});
}

CAF_TEST(requests that are wrong are answered and do no harm) {
  struct {
    std::string text;
    std::string code;
    std::string field;
  } const cases[] = {
      {"{", "invalid_argument", ""},
      {"[]", "invalid_argument", ""},
      {R"({"op": "ping"})", "invalid_argument", "request_id"},
      {R"({"request_id": "", "op": "ping"})", "invalid_argument", "request_id"},
      {R"({"request_id": "a", "op": "dance"})", "invalid_argument", "op"},
      {R"({"request_id": "a", "op": "ping", "more": 1})", "unknown_field", "more"},
      {R"({"request_id": "a", "op": "subscribe", "from": -1})", "invalid_argument", "from"},
      {R"({"request_id": "a", "op": "chunks", "index": 0, "text": ""})", "invalid_argument",
       "turn_id"},
      {R"({"request_id": "a", "op": "append", "content": "x"})", "invalid_argument", "role"},
      {R"({"request_id": "a", "op": "append", "role": "user", "content": "x", "color": 1})",
       "unknown_field", "color"},
      {R"({"request_id": "a", "request_id": "b", "op": "ping"})", "invalid_argument", "request_id"},
  };
  auto s = open();
  for (const auto& [text, code, field] : cases) {
    CAF_MESSAGE(text);
    s.send(web_socket::text, text);
    const auto f = s.next_frame();
    CAF_REQUIRE(f);
    const auto said = json::parse(f->payload);
    CAF_REQUIRE(said.contains("error"));
    CAF_CHECK_EQUAL(said["error"]["code"].get<std::string>(), code);
    CAF_CHECK_EQUAL(
        said["error"]["field"].is_null() ? "" : said["error"]["field"].get<std::string>(), field);
  }
  CAF_CHECK(s.ask({{"op", "ping"}})["ok"] == true);
  api.post("/sessions/s/close", json::object());
  CAF_CHECK_EQUAL(s.ask(say("late"))["error"]["code"].get<std::string>(),
                  std::string{"session_closed"});
}

CAF_TEST(frames that break the rules end it with their code) {
  struct {
    const char* what;
    std::function<void(web_socket&)> send;
    std::uint16_t code;
  } const cases[] = {
      {"binary", [](web_socket& s) { s.send(web_socket::binary, "{}"); }, 1003},
      {"no UTF-8", [](web_socket& s) { s.send(web_socket::text, "\xff\xfe"); }, 1007},
      {"cut UTF-8", [](web_socket& s) { s.send(web_socket::text, "\xe2\x82"); }, 1007},
      {"too long", [](web_socket& s) { s.send(web_socket::text, std::string(70000, 'x')); }, 1009},
      {"too long in parts",
       [](web_socket& s) {
         s.send(web_socket::text, std::string(40000, 'x'), false);
         s.send(web_socket::more, std::string(40000, 'x'), true);
       },
       1009},
      {"an unknown opcode", [](web_socket& s) { s.send(static_cast<web_socket::opcode>(3), "x"); },
       1002},
      {"a part of nothing", [](web_socket& s) { s.send(web_socket::more, "x"); }, 1002},
      {"a long ping", [](web_socket& s) { s.send(web_socket::ping, std::string(126, 'x')); }, 1002},
  };
  for (const auto& [what, send, code] : cases) {
    CAF_MESSAGE(what);
    auto s = open();
    send(s);
    CAF_CHECK_EQUAL(s.closed_with(), code);
    CAF_CHECK(!s.next_frame());
  }
}

CAF_TEST(frames that keep the rules) {
  auto s = open();
  s.send(web_socket::ping, "here?");
  const auto pong = s.next_frame();
  CAF_REQUIRE(pong);
  CAF_CHECK(pong->kind == web_socket::pong);
  CAF_CHECK_EQUAL(pong->payload, std::string{"here?"});
  // A message in parts with a ping between them.
  s.send(web_socket::text, R"({"request_id": "p", )", false);
  s.send(web_socket::ping, "");
  s.send(web_socket::more, R"("op": "ping"})", true);
  CAF_CHECK(s.next_frame()->kind == web_socket::pong);
  CAF_CHECK(json::parse(s.next_frame()->payload)["ok"] == true);
  s.send(web_socket::good_bye, std::string("\x03\xe8", 2));
  CAF_CHECK_EQUAL(s.closed_with(), 1000);
}

CAF_TEST(a stop says 1001 and loses nothing that was acknowledged) {
  auto s = open();
  CAF_CHECK(s.ask(say("one"))["ok"] == true);
  server.child().signal(SIGTERM);
  CAF_CHECK_EQUAL(s.closed_with(), 1001);
  CAF_CHECK_EQUAL(server.child().wait().code, 0);
  e2e::running_server again(files.store());
  web_socket back(again.url(), std::string(path) + "?from=0");
  CAF_CHECK_EQUAL(text_of(back.next_event()), std::string{"one"});
}

CAF_TEST(one that does not read is closed with 4408) {
  web_socket slow(server.url(), std::string(path) + "?from=0", {}, 4096);
  const std::string text(30'000, 'x');
  for (int i = 0; i < 300; ++i)
    CAF_REQUIRE_EQUAL(
        api.post("/sessions/s/messages", {{"role", "user"}, {"content", text}}).status, 201);
  // The sockets are full since long; now it is read, and the good-bye comes behind what was sent.
  std::uint16_t code = 0;
  while (const auto f = slow.next_frame(2s))
    if (f->kind == web_socket::good_bye) code = f->code;
  // Without a word when it was read too late even for that.
  CAF_CHECK(code == 4408 || code == 0);
  CAF_CHECK(open().ask({{"op", "ping"}})["ok"] == true);
}

CAF_TEST(many requests at once are answered in full) {
  auto s = open();
  constexpr int count = 500;
  for (int i = 0; i < count; ++i) {
    auto request = say("m" + std::to_string(i));
    request["request_id"] = std::to_string(i);
    s.send(request);
  }
  std::vector<bool> answered(count);
  int events = 0;
  int replies = 0;
  int last = 0;
  while (events < count || replies < count) {
    const auto f = s.next_frame();
    CAF_REQUIRE(f);
    const auto said = json::parse(f->payload);
    if (said.contains("type")) {
      if (said["type"] != "message_appended") continue;
      CAF_CHECK_EQUAL(said["cursor"].get<int>(), ++last);
      CAF_CHECK_EQUAL(text_of(said), "m" + std::to_string(events++));
    } else {
      CAF_CHECK(said["ok"] == true);
      answered.at(static_cast<std::size_t>(std::stoi(said["request_id"].get<std::string>()))) =
          true;
      ++replies;
    }
  }
  CAF_CHECK(std::find(answered.begin(), answered.end(), false) == answered.end());
}

CAF_TEST_FIXTURE_SCOPE_END()
