#define CAF_SUITE transport_limits
#include <sys/resource.h>
#include <unistd.h>

#include "caf/test/unit_test.hpp"
#include "frontends/http/transport/problem.hpp"
#include "frontends/transport_support.hpp"

using namespace parley::tests;
using std::string;

namespace {

const string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

string post_head(const string& path, std::size_t length) {
  return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(length) +
         "\r\n\r\n";
}

struct fixture : test_server {};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(transport_limits_tests, fixture)

CAF_TEST(an idle connection is closed silently) {
  start();
  auto fresh = connect();
  auto used = connect();
  used.send(get);
  CAF_CHECK_EQUAL(used.receive().status, 200);
  CAF_REQUIRE(comes_to(2));
  advance_ms(options.limits.idle_connection_ms + 1);
  CAF_CHECK(fresh.ended());
  CAF_CHECK(used.ended());
  CAF_CHECK(comes_to(0));
}

CAF_TEST(a connection that is used is not idle) {
  start();
  auto c = connect();
  for (int i = 0; i < 10; ++i) {
    advance_ms(options.limits.idle_connection_ms - 1000);
    c.send(get);
    CAF_REQUIRE_EQUAL(c.receive().status, 200);
  }
}

CAF_TEST(a header that does not come in time is answered 408) {
  start();
  auto c = connect();
  c.send(get + "GET /y HTTP/1.1\r\nHo");
  CAF_CHECK_EQUAL(c.receive().status, 200);
  advance_ms(options.limits.header_ms + 1);
  const auto r = c.receive();
  CAF_CHECK_EQUAL(r.status, 408);
  CAF_CHECK_EQUAL(code_of(r), "timeout");
  CAF_CHECK(c.ended());
}

CAF_TEST(a body that does not come in time is answered 408) {
  start();
  auto c = connect();
  c.send("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CAF_CHECK_EQUAL(c.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  c.send("ab");
  advance_ms(options.limits.body_ms + 1);
  CAF_CHECK_EQUAL(c.receive().status, 408);
  CAF_CHECK(c.ended());
}

CAF_TEST(an answer that nobody takes ends the connection) {
  start();
  raw_socket c(port(), 4096);
  c.send("GET /big?30000000 HTTP/1.1\r\nHost: h\r\n\r\n");
  CAF_CHECK_EQUAL(c.receive_until("\r\n"), "HTTP/1.1 200 OK\r\n");
  CAF_CHECK(comes_to_after(0, options.limits.send_ms + 1));
  CAF_CHECK_LESS(c.receive_rest().size(), 30000000u);
}

CAF_TEST(a request that is not answered gets 504 and a late answer reaches nobody) {
  start();
  struct {
    string method, code;
  } table[] = {{"GET", "timeout"}, {"POST", "unknown_outcome"}, {"DELETE", "unknown_outcome"}};
  auto c = connect();
  for (const auto& row : table) {
    c.send(row.method + " /park HTTP/1.1\r\nHost: h\r\n\r\n");
    auto waiting = parked->take();
    advance_ms(options.limits.request_ms + 1);
    CAF_CHECK(c.silent());  // those below speak first
    advance_ms(options.limits.request_ms / 10);
    const auto r = c.receive();
    CAF_CHECK_EQUAL(r.status, 504);
    CAF_CHECK_EQUAL(code_of(r), row.code);
    c.send("GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
    auto next = parked->take();
    response late, proper;
    late.body = "late";
    proper.body = "proper";
    waiting.respond(std::move(late));
    next.respond(std::move(proper));
    CAF_CHECK_EQUAL(c.receive().body, "proper");
  }
}

CAF_TEST(a route has its own body limit) {
  options.admit = [](const parley::frontends::http::transport::request& head) -> parley::base::result<std::int64_t> {
    return head.method == "POST" && head.path == "/echo" ? 10 : 2;
  };
  start();
  auto c = connect();
  c.send(post_head("/echo", 10) + "0123456789");
  CAF_CHECK_EQUAL(c.receive().body, "0123456789");
  c.send(post_head("/other", 3));
  CAF_CHECK_EQUAL(c.receive().status, 413);
  auto d = connect();
  d.send(
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "6\r\n012345\r\n6\r\n012345\r\n0\r\n\r\n");
  CAF_CHECK_EQUAL(d.receive().status, 413);
  CAF_CHECK(d.ended());
}

CAF_TEST(who may not come is told so before the body is read) {
  options.admit = [](const parley::frontends::http::transport::request& head) -> parley::base::result<std::int64_t> {
    if (head.header("Authorization")) return 1000000;
    return parley::base::fail(parley::base::errc::unauthorized, "Authorization", "Who are you?");
  };
  start();
  auto c = connect();
  c.send(post_head("/echo", 900000) + "the beginning");
  const auto refused = c.receive();
  CAF_CHECK_EQUAL(refused.status, 401);
  CAF_CHECK(c.ended());
}

CAF_TEST(connections over the limit are told so) {
  options.limits.connections = 3;
  start();
  std::vector<raw_socket> held;
  for (int i = 0; i < 3; ++i) {
    held.push_back(connect());
    held.back().send(get);
    CAF_CHECK_EQUAL(held.back().receive().status, 200);
  }
  auto fourth = connect();
  fourth.send(get);
  const auto r = fourth.receive();
  CAF_CHECK_EQUAL(r.status, 503);
  CAF_CHECK_EQUAL(code_of(r), "overloaded");
  CAF_CHECK_EQUAL(string(r.header("Retry-After").value_or("none")), "1");
  CAF_CHECK(fourth.ended());
  fourth.reset();
  held[0].send(get);
  CAF_CHECK_EQUAL(held[0].receive().status, 200);
  held.pop_back();
  CAF_REQUIRE(comes_to(2));
  auto fifth = connect();
  fifth.send(get);
  CAF_CHECK_EQUAL(fifth.receive().status, 200);
}

CAF_TEST(who was answered 503 is not read again at once) {
  start([](request r, responder respond) {
    respond(r.path == "/full"
                ? problem({parley::base::errc::overloaded, "", "Full.", 100}, r.request_id)
                : response{});
  });
  auto c = connect();
  c.send("GET /full HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto r = c.receive();
  CAF_CHECK_EQUAL(r.status, 503);
  CAF_CHECK_EQUAL(string(r.header("Retry-After").value_or("none")), "1");
  c.send(get);
  auto other = connect();
  other.send(get);
  CAF_CHECK_EQUAL(other.receive().status, 200);
  CAF_CHECK(c.silent());
  advance_ms(options.rest_ms);
  CAF_CHECK_EQUAL(c.receive().status, 200);
}

CAF_TEST(running out of descriptors delays a connection and loses none) {
  start();
  auto before = connect();
  before.send(get);
  CAF_CHECK_EQUAL(before.receive().status, 200);
  rlimit normal{};
  ::getrlimit(RLIMIT_NOFILE, &normal);
  const int lowest = ::dup(0);
  ::close(lowest);
  rlimit one_more = normal;
  one_more.rlim_cur = static_cast<rlim_t>(lowest) + 1;
  CAF_REQUIRE_EQUAL(::setrlimit(RLIMIT_NOFILE, &one_more), 0);
  auto c = connect();  // takes the last one, so that the server cannot accept it
  c.send(get);
  for (int i = 0; i < 3; ++i) {
    before.send(get);
    CAF_CHECK_EQUAL(before.receive().status, 200);
  }
  CAF_CHECK(c.silent());
  ::setrlimit(RLIMIT_NOFILE, &normal);
  CAF_CHECK_EQUAL(c.receive().status, 200);
}

CAF_TEST(bodies that are worked on are bounded together) {
  options.held_bytes_max = 1000;
  start();
  auto first = connect();
  first.send(post_head("/park", 800) + string(800, 'x'));
  auto waiting = parked->take();
  auto second = connect();
  second.send(post_head("/echo", 300) + string(300, 'x'));
  const auto r = second.receive();
  CAF_CHECK_EQUAL(r.status, 503);
  CAF_CHECK_EQUAL(code_of(r), "overloaded");
  auto third = connect();
  third.send(get);
  CAF_CHECK_EQUAL(third.receive().status, 200);
  waiting.respond(response{});
  CAF_CHECK_EQUAL(first.receive().status, 200);
  settle();
  auto fourth = connect();
  fourth.send(post_head("/echo", 900) + string(900, 'x'));
  CAF_CHECK_EQUAL(fourth.receive().status, 200);
  auto fifth = connect();
  fifth.send(post_head("/park", 900) + string(900, 'x'));
  auto lost = parked->take();
  advance_ms(options.limits.request_ms * 2);
  CAF_CHECK_EQUAL(fifth.receive().status, 504);
  settle();
  auto sixth = connect();
  sixth.send(post_head("/echo", 900) + string(900, 'x'));
  CAF_CHECK_EQUAL(sixth.receive().status, 200);
}

CAF_TEST(a client that goes on sending after a refusal can read it) {
  start();
  auto c = connect();
  c.send(post_head("/echo", 20'000'000));
  const string block(1'000'000, 'x');
  for (int i = 0; i < 20; ++i) CAF_REQUIRE(c.send(block));
  CAF_CHECK_EQUAL(c.receive().status, 413);
}

CAF_TEST(a port that is taken is an error that names it) {
  start();
  options.port = port();
  const auto second = server::start(options, [](request, responder) {});
  CAF_REQUIRE(!second.has_value());
  CAF_CHECK_EQUAL(second.error().code, parley::base::errc::unavailable);
  CAF_CHECK(second.error().text.find(std::to_string(port())) != string::npos);
  options.address = "localhost";
  const auto third = server::start(options, [](request, responder) {});
  CAF_REQUIRE(!third.has_value());
  CAF_CHECK_EQUAL(third.error().field, "address");
}

CAF_TEST_FIXTURE_SCOPE_END()
