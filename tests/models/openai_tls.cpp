#define CAF_SUITE models_openai_tls

#include <fstream>

#include "caf/test/unit_test.hpp"
#include "models/certificates.hpp"
#include "models/openai_world.hpp"
#include "storage/scratch.hpp"

using namespace parley;
using namespace parley::tests;
using base::errc;

namespace {

struct world {
  authority trusted{"Authority of a test"};
  authority stranger{"A stranger"};
  authority forger{"Authority of a test"};
  scratch dir;

  std::string ca_file() {
    std::ofstream{dir.path("ca.pem")} << trusted.certificate();
    return dir.path("ca.pem");
  }
};

void answer(exchange& x) { x.send(completion("Safe.")); }

}  // namespace

CAF_TEST_FIXTURE_SCOPE(tls, world)

CAF_TEST(a certificate of a trusted authority and the right name) {
  const auto own = trusted.sign("DNS:localhost,IP:127.0.0.1");
  fake_endpoint server{answer, own.certificate, own.key};
  for (const auto* host : {"localhost", "127.0.0.1"}) {
    auto o = quick(server.url(host));
    o.ca_file = ca_file();
    const auto s = open(o);
    for (int i = 0; i < 3; ++i) CAF_CHECK_EQUAL(ask(*s).value_or("none"), "Safe.");
  }
  CAF_CHECK_EQUAL(server.connections(), 2u);
}

CAF_TEST(any other certificate is refused before the key is sent) {
  const struct {
    const char* what;
    identity own;
    bool with_ca;
  } table[] = {
      {"another name", trusted.sign("DNS:elsewhere.example"), true},
      {"another address", trusted.sign("IP:127.0.0.2"), true},
      {"an unknown authority", stranger.sign("DNS:localhost,IP:127.0.0.1"), true},
      {"a forged authority", forger.sign("DNS:localhost,IP:127.0.0.1"), true},
      {"out of date", trusted.sign("DNS:localhost,IP:127.0.0.1", true), true},
      {"not known to the machine", trusted.sign("DNS:localhost,IP:127.0.0.1"), false},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.what);
    fake_endpoint server{answer, row.own.certificate, row.own.key};
    auto o = quick(server.url());
    if (row.with_ca) o.ca_file = ca_file();
    const auto refused = refusal_of(ask(*open(o)));
    CAF_CHECK(refused.code == errc::unavailable);
    CAF_CHECK_EQUAL(refused.field, "summarizer.ca_file");
    CAF_CHECK_EQUAL(server.requests(), 0u);
    CAF_CHECK_EQUAL(server.connections(), 1u);
  }
}

CAF_TEST(a server without TLS is no server) {
  fake_endpoint server{answer};
  auto url = server.url();
  url.replace(0, 4, "https");
  auto o = quick(url);
  o.ca_file = ca_file();
  o.timeout_ms = 200;
  o.attempts = 1;
  CAF_CHECK(!ask(*open(o)));
  CAF_CHECK_EQUAL(server.requests(), 0u);
}

CAF_TEST(a broken file of authorities) {
  std::ofstream{dir.path("broken.pem")} << "no certificate\n";
  const auto own = trusted.sign("IP:127.0.0.1");
  fake_endpoint server{answer, own.certificate, own.key};
  auto o = quick(server.url());
  o.ca_file = dir.path("broken.pem");
  const auto refused = refusal_of(ask(*open(o)));
  CAF_CHECK(refused.code == errc::unavailable);
  CAF_CHECK_EQUAL(refused.field, "summarizer.ca_file");
}

CAF_TEST(a connection that breaks within TLS is made again) {
  const auto own = trusted.sign("IP:127.0.0.1");
  fake_endpoint server{[](exchange& x) {
                         if (x.number > 1) return answer(x);
                         x.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"cho");
                         x.reset();
                       },
                       own.certificate, own.key};
  auto o = quick(server.url());
  o.ca_file = ca_file();
  CAF_CHECK_EQUAL(ask(*open(o)).value_or("none"), "Safe.");
}

CAF_TEST_FIXTURE_SCOPE_END()
