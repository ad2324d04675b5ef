#include "frontends/http/transport/client.hpp"

#define CAF_SUITE frontends_tls_client
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <thread>

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

/// A server of one answer, which ends the connection with or without saying so.
class one_answer {
 public:
  one_answer(const identity& own, string answer, bool says_end)
      : context_(server_context(own.certificate, own.key)),
        fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at);
    ::listen(fd_, 1);
    socklen_t size = sizeof at;
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this, text = std::move(answer), says_end] {
      const int c = ::accept(fd_, nullptr, nullptr);
      auto* ssl = SSL_new(context_);
      SSL_set_fd(ssl, c);
      char request[4096];
      if (SSL_accept(ssl) == 1 && SSL_read(ssl, request, sizeof request) > 0)
        SSL_write(ssl, text.data(), static_cast<int>(text.size()));
      if (says_end) SSL_shutdown(ssl);
      ::shutdown(c, SHUT_WR);
      while (::recv(c, request, sizeof request, 0) > 0) {
      }
      SSL_free(ssl);
      ::close(c);
    });
  }
  ~one_answer() {
    ::shutdown(fd_, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
    SSL_CTX_free(context_);
  }
  one_answer(const one_answer&) = delete;
  one_answer& operator=(const one_answer&) = delete;

  string url() const { return "https://127.0.0.1:" + std::to_string(port_); }

 private:
  ssl_ctx_st* context_;
  int fd_;
  std::uint16_t port_ = 0;
  std::thread thread_;
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
    const char* host = "127.0.0.1";
  } table[] = {
      {"another name", trusted.sign("DNS:elsewhere.example"), true, "mismatch", "localhost"},
      {"a part of the name", trusted.sign("DNS:host,DNS:*.localhost"), true, "mismatch",
       "localhost"},
      {"a name and no address", trusted.sign("DNS:localhost"), true, "mismatch"},
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
    const auto url = secure(server, row.host);
    const auto r = open(url, row.with_ca).call("POST", "/", {}, "secret");
    CAF_REQUIRE(!r.has_value());
    CAF_CHECK_EQUAL(r.error().code, errc::unavailable);
    CAF_CHECK(r.error().text.find(url) != string::npos);
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
  for (const bool said : {true, false}) {
    one_answer server(own, "HTTP/1.1 200 OK\r\n\r\nto the end", said);
    const auto r = open(server.url()).call("POST", "/");
    CAF_CHECK_EQUAL(r.has_value(), said);
    if (r)
      CAF_CHECK_EQUAL(r->body, "to the end");
    else
      CAF_CHECK_EQUAL(r.error().code, errc::unknown_outcome);
  }
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
