#define CAF_SUITE frontends_tls_handshake
#include <openssl/ssl.h>

#include "caf/test/unit_test.hpp"
#include "frontends/tls/tls_world.hpp"

// Who gets through TLS's handshake, and what becomes of the others.

using namespace parley::tests;
using std::string;

namespace {

const string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
const string record = "\x16\x03\x01";

struct fixture : tls_world {
  fixture() { start(); }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(tls_handshake_tests, fixture)

CAF_TEST(versions and ciphers and protocols) {
  const string http = "\x08http/1.1";
  const string http2 = "\x02h2";
  const struct {
    const char* what;
    tls_hello hello;
    bool good;
    const char* version;
    const char* protocol;
  } table[] = {
      {"as it comes", {}, true, "TLSv1.3", ""},
      {"at most 1.2", {0, TLS1_2_VERSION}, true, "TLSv1.2", ""},
      {"at most 1.1", {0, TLS1_1_VERSION}, false, "", ""},
      {"at most 1.0", {0, TLS1_VERSION}, false, "", ""},
      {"no forward secrecy", {0, TLS1_2_VERSION, "AES128-GCM-SHA256"}, false, "", ""},
      {"no authenticated cipher", {0, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA"}, false, "", ""},
      {"a good cipher", {0, TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305"}, true, "TLSv1.2", ""},
      {"this protocol", {0, 0, "", http}, true, "TLSv1.3", "http/1.1"},
      {"two protocols", {0, 0, "", http2 + http}, true, "TLSv1.3", "http/1.1"},
      {"another protocol", {0, 0, "", http2}, false, "", ""},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.what);
    tls_socket c(port(), row.hello);
    CAF_CHECK_EQUAL(c.secure(), row.good);
    if (!c.secure()) continue;
    CAF_CHECK_EQUAL(c.version(), row.version);
    CAF_CHECK_EQUAL(c.protocol(), row.protocol);
    c.send(get);
    CAF_CHECK(!c.receive_until("GET /x ").empty());
  }
  CAF_CHECK(comes_to(0));
}

CAF_TEST(plain requests are told where they are) {
  for (const string method : {"GET", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "get"}) {
    CAF_MESSAGE(method);
    auto c = connect();
    c.send(method + " / HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto r = c.receive();
    CAF_CHECK_EQUAL(r.status, 400);
    CAF_CHECK_EQUAL(code_of(r), "invalid_argument");
    CAF_CHECK(r.body.find("https://") != string::npos);
    CAF_CHECK(c.ended());
  }
  CAF_CHECK(comes_to_after(0, options.linger_ms + 1));
}

CAF_TEST(what is no handshake ends the connection) {
  const string table[] = {string(1, '\0'),
                          string(300, '\xff'),
                          "\x80\x2e\x01",
                          record + string("\x00\x05", 2) + string(5, 'x'),
                          record + "\xff\xff" + string(70000, '\x01'),
                          "\x15\x03\x01" + get,
                          "\x17\x03\x03" + get};
  for (const auto& bytes : table) {
    auto c = connect();
    c.send(bytes);
    c.receive_rest();
  }
  CAF_CHECK(comes_to(0));
  CAF_CHECK(tls_socket(port()).secure());
}

CAF_TEST(who takes too long is not waited for) {
  auto silent = connect();
  auto slow = connect();
  slow.send(record);
  CAF_REQUIRE(comes_to(2));
  advance_ms(options.limits.header_ms - 1000);
  CAF_CHECK(silent.silent());
  CAF_CHECK(slow.silent());
  advance_ms(1001);
  CAF_CHECK(silent.ended());
  CAF_CHECK(slow.ended());
  CAF_CHECK(comes_to(0));
}

CAF_TEST(who leaves in between is forgotten) {
  for (std::size_t n = 0; n < 8; ++n) {
    auto c = connect();
    c.send((record + string("\x02\x00\x01\x00", 4)).substr(0, n));
    CAF_REQUIRE(comes_to(1));
    if (n % 2 == 0) c.reset();
    if (n % 2 == 1) c.close_sending_half();
    CAF_CHECK(comes_to(0));
  }
}

CAF_TEST(a stop does not wait for handshakes) {
  auto silent = connect();
  auto slow = connect();
  slow.send(record);
  CAF_REQUIRE(comes_to(2));
  running->stop(std::chrono::hours(1));
  CAF_CHECK(silent.ended());
  CAF_CHECK(slow.ended());
}

CAF_TEST(a renewed certificate is for those who come) {
  tls_socket before(port());
  before.send(get);
  CAF_CHECK(!before.receive_until("GET /x ").empty());
  running->renew(shown(trusted.sign("DNS:localhost")));
  settle();
  tls_socket after(port());
  CAF_CHECK_NOT_EQUAL(before.serial(), after.serial());
  for (auto* c : {&before, &after}) {
    c->send(get);
    CAF_CHECK(!c->receive_until("GET /x ").empty());
  }
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(a plain server stays plain) {
  tls_world world;
  const auto tls = std::exchange(world.options.tls, nullptr);
  world.start();
  world.running->renew(tls);
  auto c = world.connect();
  c.send(get);
  CAF_CHECK_EQUAL(c.receive().status, 200);
  CAF_CHECK(!tls_socket(world.port()).secure());
}

CAF_TEST(connections over the limit are told so in TLS) {
  tls_world world;
  world.options.limits.connections = 1;
  world.start();
  tls_socket first(world.port());
  CAF_REQUIRE(first.secure());
  tls_socket second(world.port());
  const auto said = second.receive_rest();
  CAF_CHECK(said.starts_with("HTTP/1.1 503 "));
  CAF_CHECK(second.ended_properly());
  first.send(get);
  CAF_CHECK(!first.receive_until("GET /x ").empty());
}
