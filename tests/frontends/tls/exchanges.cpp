#define CAF_SUITE frontends_tls_exchanges
#include "caf/test/unit_test.hpp"
#include "frontends/http/transport/client.hpp"
#include "frontends/tls/tls_world.hpp"

// Requests and answers over TLS, and how they end.

using namespace parley::tests;
using parley::base::result;
using std::string;

namespace {

const string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

/// The body of the answer, or "!code".
string outcome(const result<response>& r) {
  return r ? r->body : "!" + string(parley::base::to_string(r.error().code));
}

string post(const string& path, const string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

struct fixture : tls_world {
  fixture() { start(); }

  client open_client() {
    client_options how;
    how.ca_file = ca_file();
    auto c = client::open(url(), how);
    if (!c) throw std::runtime_error(c.error().text);
    return std::move(*c);
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(tls_exchanges_tests, fixture)

CAF_TEST(bodies of every size go both ways) {
  auto c = open_client();
  for (const std::size_t size :
       {0u, 1u, 100u, 4096u, 16383u, 16384u, 16385u, 100'000u, 5'000'000u}) {
    string body(size, 'x');
    for (std::size_t i = 0; i < size; i += 7) body[i] = static_cast<char>(i);
    CAF_CHECK(outcome(c.call("POST", "/echo", {}, body)) == body);
    CAF_CHECK(outcome(c.call("GET", "/big?" + std::to_string(size))) == string(size, 'b'));
  }
  CAF_CHECK_EQUAL(running->connections(), 1u);
}

CAF_TEST(an upload that is refused early gives the refusal) {
  auto c = open_client();
  const auto r = c.call("POST", "/echo", {}, string(12'000'000, 'x'));
  CAF_REQUIRE(r.has_value());
  CAF_CHECK_EQUAL(r->status, 413);
  CAF_CHECK_EQUAL(outcome(c.call("GET", "/a")), "GET /a ");
}

CAF_TEST(a kept connection that the server closed is opened again) {
  auto c = open_client();
  for (int i = 0; i < 3; ++i) {
    CAF_CHECK_EQUAL(outcome(c.call("POST", "/echo", {}, "x")), "x");
    advance_ms(options.limits.idle_connection_ms + 1);
    CAF_REQUIRE(comes_to(0));
  }
}

CAF_TEST(requests in one record and one in many) {
  tls_socket c(port());
  c.send(get + post("/echo", "abc") + get);
  CAF_CHECK(!c.receive_until("GET /x ").empty());
  CAF_CHECK(!c.receive_until("abc").empty());
  CAF_CHECK(!c.receive_until("GET /x ").empty());
  for (const char byte : post("/echo", "byte by byte")) c.send({&byte, 1});
  CAF_CHECK(c.receive_until("byte by byte").ends_with("\r\n\r\nbyte by byte"));
}

CAF_TEST(an idle connection is told that it ends) {
  tls_socket c(port());
  c.send(get);
  c.receive_until("GET /x ");
  advance_ms(options.limits.idle_connection_ms + 1);
  CAF_CHECK_EQUAL(c.receive_rest(), "");
  CAF_CHECK(c.ended_properly());
}

CAF_TEST(the last answer ends properly) {
  tls_socket c(port());
  c.send("GET /x HTTP/1.0\r\nHost: h\r\n\r\n");
  CAF_CHECK(c.receive_rest().ends_with("GET /x "));
  CAF_CHECK(c.ended_properly());
}

CAF_TEST(who says that no more comes gets the answer) {
  tls_socket c(port());
  c.send(post("/park", "x"));
  c.finish();
  parked->take().respond({200, {}, "text/plain", "late", nullptr});
  CAF_CHECK(c.receive_until("late").ends_with("late"));
}

CAF_TEST(a body that was cut off is no request) {
  const auto whole = post("/park", string(100, 'x'));
  {
    tls_socket c(port());
    c.send(whole.substr(0, whole.size() - 1));
    c.cut();
    CAF_CHECK(comes_to(0));
    CAF_CHECK_EQUAL(c.receive_rest(), "");
  }
  tls_socket c(port());
  c.send(whole.substr(0, whole.size() - 1));
  c.finish();
  CAF_CHECK(c.receive_rest().starts_with("HTTP/1.1 400 "));
  CAF_CHECK_EQUAL(parked->count(), 0u);
}

CAF_TEST(what is no record ends the connection) {
  for (const string bytes :
       {"GET / HTTP/1.1\r\n\r\n", "\x17\x03\x03\x40\x01", "\x17\x03\x03\xff\xff"}) {
    tls_socket c(port());
    c.send("POST /park HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
    c.send_raw(bytes + string(20'000, 'y'));
    c.receive_rest();
    CAF_CHECK(comes_to(0));
  }
  CAF_CHECK_EQUAL(parked->count(), 0u);
}

CAF_TEST(an answer that is not taken ends the connection) {
  tls_socket c(port());
  c.send("GET /big?50000000 HTTP/1.1\r\nHost: h\r\n\r\n");
  CAF_CHECK(comes_to_after(0, options.limits.send_ms + 1));
}

CAF_TEST(a stop lets a running request finish) {
  tls_socket c(port());
  c.send(post("/park", "x"));
  auto waiting = parked->take();
  waiting.respond({200, {}, "text/plain", "done", nullptr});
  CAF_CHECK(c.receive_until("done").ends_with("done"));
  running->stop(std::chrono::seconds(10));
  CAF_CHECK_EQUAL(c.receive_rest(), "");
  CAF_CHECK(c.ended_properly());
}

CAF_TEST_FIXTURE_SCOPE_END()
