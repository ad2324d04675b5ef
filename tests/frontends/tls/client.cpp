#include "frontends/http/transport/client.hpp"

#define CAF_SUITE frontends_tls_client
#include <fstream>

#include "caf/test/unit_test.hpp"
#include "models/certificates.hpp"
#include "models/fake_endpoint.hpp"
#include "storage/scratch.hpp"

// Whom the client believes, and what it makes of an answer that was cut off.

using namespace parley::tests;
namespace transport = parley::frontends::http::transport;
using parley::base::errc;
using std::string;

namespace {

struct fixture {
  authority trusted{"Authority of a test"};
  authority stranger{"A stranger"};
  authority forger{"Authority of a test"};
  scratch files;

  string ca_file() const {
    std::ofstream(files.path("ca.pem")) << trusted.certificate();
    return files.path("ca.pem");
  }

  transport::client open(const string& url, bool with_ca = true) const {
    transport::client_options how;
    if (with_ca) how.ca_file = ca_file();
    how.silence_ms = 10'000;
    auto made = transport::client::open(url, how);
    if (!made) throw std::runtime_error(made.error().text);
    return std::move(*made);
  }
};

string secure(const fake_endpoint& server, const string& host = "127.0.0.1") {
  const auto url = server.url(host);
  return "https" + url.substr(url.find(':'), url.rfind('/') - url.find(':'));
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(tls_client_tests, fixture)

CAF_TEST(a server that proves who it is) {
  const auto own = trusted.sign("DNS:localhost,IP:127.0.0.1");
  fake_endpoint server([](exchange& x) { x.send(http(200, "hello")); }, own.certificate, own.key);
  for (const char* host : {"localhost", "127.0.0.1"}) {
    auto c = open(secure(server, host));
    CAF_CHECK_EQUAL(c.url(), secure(server, host));
    for (int i = 0; i < 3; ++i) {
      const auto r = c.call("GET", "/");
      CAF_REQUIRE(r.has_value());
      CAF_CHECK_EQUAL(r->body, "hello");
    }
  }
  CAF_CHECK_EQUAL(server.connections(), 2u);
}

CAF_TEST(any other is not asked) {
  const struct {
    const char* what;
    identity own;
    bool with_ca;
    const char* says;
  } table[] = {
      {"another name", trusted.sign("DNS:elsewhere.example"), true, "mismatch"},
      {"another address", trusted.sign("IP:127.0.0.2"), true, "mismatch"},
      {"an unknown authority", stranger.sign("IP:127.0.0.1"), true, "unable to get"},
      {"a forged authority", forger.sign("IP:127.0.0.1"), true, "certificate"},
      {"out of date", trusted.sign("IP:127.0.0.1", true), true, "expired"},
      {"not known to the machine", trusted.sign("IP:127.0.0.1"), false, "unable to get"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.what);
    fake_endpoint server([](exchange& x) { x.send(http(200, "hello")); }, row.own.certificate,
                         row.own.key);
    const auto r = open(secure(server), row.with_ca).call("POST", "/", {}, "secret");
    CAF_REQUIRE(!r.has_value());
    CAF_CHECK_EQUAL(r.error().code, errc::unavailable);
    CAF_CHECK(r.error().text.find(secure(server)) != string::npos);
    CAF_CHECK(r.error().text.find(row.says) != string::npos);
    CAF_CHECK_EQUAL(server.requests(), 0u);
  }
}

CAF_TEST(a server without TLS) {
  fake_endpoint server([](exchange& x) { x.send(http(200, "hello")); });
  transport::client_options quick;
  quick.connect_ms = 50;
  const auto r = transport::client::open(secure(server), quick)->call("GET", "/");
  CAF_REQUIRE(!r.has_value());
  CAF_CHECK_EQUAL(r.error().code, errc::unavailable);
}

CAF_TEST(a server that says nothing) {
  const auto own = trusted.sign("IP:127.0.0.1");
  fake_endpoint server([](exchange& x) { x.until_closed(); }, own.certificate, own.key);
  transport::client_options quick;
  quick.ca_file = ca_file();
  quick.silence_ms = 50;
  auto c = transport::client::open(secure(server), quick);
  CAF_REQUIRE(c.has_value());
  const auto r = c->call("GET", "/");
  CAF_REQUIRE(!r.has_value());
  CAF_CHECK_EQUAL(r.error().code, errc::timeout);
}

CAF_TEST(a body to the end is whole only when the end was said) {
  const auto own = trusted.sign("IP:127.0.0.1");
  const auto answer = [](bool properly) {
    return [properly](exchange& x) {
      x.send("HTTP/1.1 200 OK\r\n\r\nto the end");
      if (properly)
        x.close();
      else
        x.reset();
    };
  };
  {
    fake_endpoint server(answer(true), own.certificate, own.key);
    const auto r = open(secure(server)).call("GET", "/");
    CAF_REQUIRE(r.has_value());
    CAF_CHECK_EQUAL(r->body, "to the end");
  }
  fake_endpoint server(answer(false), own.certificate, own.key);
  const auto r = open(secure(server)).call("POST", "/");
  CAF_REQUIRE(!r.has_value());
  CAF_CHECK_EQUAL(r.error().code, errc::unknown_outcome);
}

CAF_TEST(addresses) {
  for (const string bad : {"https://", "https:/h", "https://u@h", "https://h:65536", "https://h/x"})
    CAF_CHECK(!transport::client::open(bad).has_value());
  transport::client_options how;
  how.ca_file = files.path("none");
  const auto refused = transport::client::open("https://h", how);
  CAF_REQUIRE(!refused.has_value());
  CAF_CHECK_EQUAL(refused.error().field, "ca_file");
  CAF_CHECK(transport::client::open("http://h", how).has_value());
}

CAF_TEST_FIXTURE_SCOPE_END()
