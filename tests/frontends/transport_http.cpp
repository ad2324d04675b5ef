#define CAF_SUITE transport_http
#include "caf/test/unit_test.hpp"
#include "frontends/transport_support.hpp"

using namespace parley::tests;
using std::string;

namespace {

const string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

string post(const string& path, const string& body, const string& headers = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: h\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct fixture : test_server {
  fixture() { start(); }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(transport_http_tests, fixture)

CAF_TEST(one connection answers many requests) {
  auto c = connect();
  for (int i = 0; i < 100; ++i) {
    c.send("GET /n?" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto r = c.receive();
    CAF_REQUIRE_EQUAL(r.status, 200);
    CAF_REQUIRE_EQUAL(r.body, "GET /n " + std::to_string(i));
    CAF_REQUIRE(!r.header("Connection"));
    CAF_REQUIRE(r.header("Date"));
  }
  CAF_CHECK_EQUAL(running->connections(), 1u);
}

CAF_TEST(a request may come byte by byte) {
  auto c = connect();
  for (const char byte : post("/echo", "a body")) CAF_REQUIRE(c.send({&byte, 1}));
  CAF_CHECK_EQUAL(c.receive().body, "a body");
}

CAF_TEST(pipelined requests are answered in order one at a time) {
  auto c = connect();
  string all;
  all += post("/park", "first");
  all += post("/park", "second");
  for (int i = 0; i < 500; ++i) all += post("/echo", std::to_string(i));
  CAF_REQUIRE(c.send(all));
  auto first = parked->take();
  CAF_CHECK_EQUAL(first.asked.body, "first");
  CAF_CHECK_EQUAL(parked->count(), 0u);
  CAF_CHECK(c.silent());
  response one;
  one.body = "one";
  first.respond(std::move(one));
  auto second = parked->take();
  CAF_CHECK_EQUAL(second.asked.body, "second");
  response two;
  two.body = "two";
  second.respond(std::move(two));
  CAF_CHECK_EQUAL(c.receive().body, "one");
  CAF_CHECK_EQUAL(c.receive().body, "two");
  for (int i = 0; i < 500; ++i) CAF_REQUIRE_EQUAL(c.receive().body, std::to_string(i));
}

CAF_TEST(a large body and a large answer pass) {
  auto c = connect();
  string body(3'000'000, 'x');
  for (std::size_t i = 0; i < body.size(); i += 4099) body[i] = static_cast<char>('a' + i % 23);
  CAF_REQUIRE(c.send(post("/echo", body)));
  CAF_CHECK(c.receive().body == body);
  CAF_REQUIRE(c.send(get));
  CAF_CHECK_EQUAL(c.receive().status, 200);
}

CAF_TEST(a chunked body passes) {
  auto c = connect();
  c.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  c.send("5\r\nhello\r\n");
  c.send("1;ext\r\n \r\n");
  c.send("5\r\nworld\r\n0\r\n\r\n");
  CAF_CHECK_EQUAL(c.receive().body, "hello world");
  c.send(get);
  CAF_CHECK_EQUAL(c.receive().status, 200);
}

CAF_TEST(HEAD and OPTIONS reach the handler and HEAD gets no body) {
  auto c = connect();
  c.send("HEAD /big?1234 HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto head = c.receive(true);
  CAF_CHECK_EQUAL(head.status, 200);
  CAF_CHECK_EQUAL(string(head.header("Content-Length").value_or("none")), "1234");
  c.send("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n");
  CAF_CHECK_EQUAL(c.receive().body, "OPTIONS * ");
}

CAF_TEST(HTTP 1.0 is closed after the answer unless it asks) {
  auto c = connect();
  c.send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  auto r = c.receive();
  CAF_CHECK_EQUAL(string(r.header("Connection").value_or("none")), "keep-alive");
  c.send("GET /x HTTP/1.0\r\n\r\n");
  r = c.receive();
  CAF_CHECK_EQUAL(r.status, 200);
  CAF_CHECK_EQUAL(string(r.header("Connection").value_or("none")), "close");
  CAF_CHECK(c.ended());
}

CAF_TEST(Connection close is honoured) {
  auto c = connect();
  c.send("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + get);
  CAF_CHECK_EQUAL(string(c.receive().header("Connection").value_or("none")), "close");
  CAF_CHECK(c.ended());
}

CAF_TEST(a client that closed its sending half gets its answer) {
  auto c = connect();
  c.send(post("/park", "x"));
  c.close_sending_half();
  auto waiting = parked->take();
  response r;
  r.body = "still here";
  waiting.respond(std::move(r));
  CAF_CHECK_EQUAL(c.receive().body, "still here");
  CAF_CHECK(c.ended());
  CAF_CHECK(comes_to(0));
}

CAF_TEST(a client that closes its sending half within a request is told) {
  for (const string part : {"GET /x HT", "GET /x HTTP/1.1\r\nHost: h\r\n",
                            "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"}) {
    auto c = connect();
    c.send(part);
    c.close_sending_half();
    const auto r = c.receive();
    CAF_CHECK_EQUAL(r.status, 400);
    CAF_CHECK_EQUAL(code_of(r), "invalid_argument");
    CAF_CHECK(c.ended());
  }
  auto idle = connect();
  idle.close_sending_half();
  CAF_CHECK(idle.ended());
  CAF_CHECK(comes_to(0));
}

CAF_TEST(100 - continue is sent before the body and only when it is wanted) {
  auto c = connect();
  const string head =
      "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";
  c.send(head);
  CAF_CHECK_EQUAL(c.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  c.send("body");
  CAF_CHECK_EQUAL(c.receive().body, "body");
  c.send(head + "more");  // it did not wait
  CAF_CHECK_EQUAL(c.receive_until("\r\n"), "HTTP/1.1 200 OK\r\n");
}

CAF_TEST(a body that is too large is refused before it is sent) {
  auto c = connect();
  c.send(
      "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n"
      "X-Request-Id: mine\r\n\r\n");
  const auto r = c.receive();
  CAF_CHECK_EQUAL(r.status, 413);
  CAF_CHECK_EQUAL(code_of(r), "too_large");
  CAF_CHECK_EQUAL(problem_of(r)["request_id"].get<string>(), "mine");
  CAF_CHECK(c.ended());
}

CAF_TEST(bad requests get a problem and the connection is closed) {
  struct {
    string bytes;
    int status;
    string code;
  } table[] = {
      {"nonsense\r\n\r\n", 400, "invalid_argument"},
      {"GET /x HTTP/1.1\r\n\r\n", 400, "invalid_argument"},
      {"GET /x HTTP/1.1\r\nHost: h\r\nX: " + string(20000, 'x') + "\r\n\r\n", 431, "too_large"},
      {"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400,
       "invalid_argument"},
      {post("/echo", string(9'000'000, 'x')), 413, "too_large"},
  };
  for (const auto& row : table) {
    auto c = connect();
    c.send(row.bytes);
    const auto r = c.receive();
    CAF_CHECK_EQUAL(r.status, row.status);
    CAF_CHECK_EQUAL(code_of(r), row.code);
    CAF_CHECK(r.header("X-Request-Id"));
    CAF_CHECK_EQUAL(string(r.header("Connection").value_or("none")), "close");
    CAF_CHECK(c.ended());
  }
  auto c = connect();
  c.send(get);
  CAF_CHECK_EQUAL(c.receive().status, 200);
}

CAF_TEST(a legal request id of the client is taken over) {
  auto c = connect();
  c.send("GET /x HTTP/1.1\r\nHost: h\r\nX-Request-Id: my-id\r\n\r\n");
  CAF_CHECK_EQUAL(string(c.receive().header("X-Request-Id").value_or("none")), "my-id");
  c.send("GET /x HTTP/1.1\r\nHost: h\r\nX-Request-Id: my id\r\n\r\n");
  const auto first = string(c.receive().header("X-Request-Id").value_or("none"));
  c.send(get);
  const auto second = string(c.receive().header("X-Request-Id").value_or("none"));
  CAF_CHECK_NOT_EQUAL(first, "my id");
  CAF_CHECK_NOT_EQUAL(first, second);
}

CAF_TEST(a dropped responder and a handler that throws answer 500) {
  auto c = connect();
  for (const string path : {"/drop", "/throw"}) {
    c.send("GET " + path + " HTTP/1.1\r\nHost: h\r\nX-Request-Id: r1\r\n\r\n");
    const auto r = c.receive();
    CAF_CHECK_EQUAL(r.status, 500);
    CAF_CHECK_EQUAL(code_of(r), "internal");
    CAF_CHECK_EQUAL(problem_of(r)["request_id"].get<string>(), "r1");
  }
  c.send(get);
  CAF_CHECK_EQUAL(c.receive().status, 200);
}

CAF_TEST(an answer is taken once) {
  auto c = connect();
  c.send(post("/park", ""));
  auto waiting = parked->take();
  CAF_CHECK(static_cast<bool>(waiting.respond));
  for (const string text : {"one", "two"}) {
    response r;
    r.body = text;
    waiting.respond(std::move(r));
    CAF_CHECK(!waiting.respond);
  }
  CAF_CHECK_EQUAL(c.receive().body, "one");
  c.send(get);
  CAF_CHECK_EQUAL(c.receive().body, "GET /x ");
}

CAF_TEST(a request knows where it came from) {
  auto c = connect();
  c.send(post("/park", "", "X-Thing: 1\r\n"));
  auto waiting = parked->take();
  CAF_CHECK_EQUAL(waiting.asked.peer.rfind("127.0.0.1:", 0), 0u);
  CAF_CHECK(waiting.asked.received == time->monotonic());
  CAF_CHECK(waiting.asked.keep_alive);
  CAF_CHECK_EQUAL(string(waiting.asked.header("x-thing").value_or("none")), "1");
}

CAF_TEST_FIXTURE_SCOPE_END()
