#include "frontends/http/transport/client.hpp"

#define CAF_SUITE transport_client
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "caf/test/unit_test.hpp"
#include "frontends/transport_support.hpp"

using namespace parley::tests;
using parley::base::errc;
using parley::base::result;
using std::string;

namespace {

/// A server of one canned answer a connection, for what ours would never say.
class canned_server {
 public:
  explicit canned_server(std::vector<string> answers)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at);
    ::listen(fd_, 16);
    socklen_t size = sizeof at;
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this, answers = std::move(answers)] {
      for (const auto& answer : answers) {
        const int c = ::accept(fd_, nullptr, nullptr);
        char buffer[65536];
        if (::recv(c, buffer, sizeof buffer, 0) > 0)
          ::send(c, answer.data(), answer.size(), MSG_NOSIGNAL);
        ::shutdown(c, SHUT_WR);
        while (::recv(c, buffer, sizeof buffer, 0) > 0) {
        }
        ::close(c);
      }
    });
  }
  ~canned_server() {
    ::shutdown(fd_, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
  }
  string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  int fd_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

string url_of(const test_server& s) { return "http://127.0.0.1:" + std::to_string(s.port()); }

client open_client(const string& url, client_options options = {}) {
  auto c = client::open(url, options);
  if (!c) throw std::runtime_error(c.error().text);
  return std::move(*c);
}

/// The body of the answer, or "!code".
string outcome(const result<response>& r) {
  return r ? r->body : "!" + string(parley::base::to_string(r.error().code));
}

struct fixture : test_server {};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(transport_client_tests, fixture)

CAF_TEST(calls share a connection) {
  start();
  auto c = open_client(url_of(*this));
  for (int i = 0; i < 10; ++i) {
    CAF_CHECK_EQUAL(outcome(c.call("GET", "/a?b")), "GET /a b");
    const auto posted = c.call("POST", "/echo", {{"X-Request-Id", "i1"}}, "body");
    CAF_CHECK_EQUAL(outcome(posted), "body");
    CAF_CHECK_EQUAL(string(posted->header("x-request-id").value_or("none")), "i1");
    CAF_CHECK_EQUAL(posted->content_type, "text/plain");
  }
  CAF_CHECK_EQUAL(running->connections(), 1u);
  CAF_CHECK_EQUAL(outcome(c.call("HEAD", "/big?1000")), "");
  CAF_CHECK_EQUAL(outcome(c.call("POST", "/echo")), "");
  const string large(5'000'000, 'x');
  CAF_CHECK(outcome(c.call("POST", "/echo", {}, large)) == large);
}

CAF_TEST(a problem is an answer) {
  start();
  auto c = open_client(url_of(*this));
  const auto r = c.call("GET", "/drop");
  CAF_REQUIRE(r.has_value());
  CAF_CHECK_EQUAL(r->status, 500);
  CAF_CHECK_EQUAL(code_of(*r), "internal");
}

CAF_TEST(an upload that is refused early gives the refusal) {
  start();
  auto c = open_client(url_of(*this));
  const auto r = c.call("POST", "/echo", {}, string(12'000'000, 'x'));
  CAF_REQUIRE(r.has_value());
  CAF_CHECK_EQUAL(r->status, 413);
  CAF_CHECK_EQUAL(outcome(c.call("GET", "/a")), "GET /a ");
}

CAF_TEST(a download comes part by part) {
  start();
  auto c = open_client(url_of(*this));
  std::size_t bytes = 0, parts = 0;
  const auto take = [&](std::string_view part) -> result<void> {
    bytes += part.size();
    ++parts;
    return {};
  };
  const auto r = c.download("GET", "/big?3000000", {}, "", take);
  CAF_REQUIRE(r.has_value());
  CAF_CHECK_EQUAL(r->body, "");
  CAF_CHECK_EQUAL(bytes, 3000000u);
  CAF_CHECK_GREATER(parts, 10u);
  const auto failed = c.download("GET", "/drop", {}, "", take);
  CAF_CHECK_EQUAL(bytes, 3000000u);
  CAF_CHECK_EQUAL(code_of(*failed), "internal");
}

CAF_TEST(a consumer can end the download) {
  start();
  auto c = open_client(url_of(*this));
  const auto r = c.download("GET", "/big?3000000", {}, "", [](std::string_view) -> result<void> {
    return parley::base::fail(errc::too_large, "disk", "full");
  });
  CAF_REQUIRE(!r.has_value());
  CAF_CHECK_EQUAL(r.error().field, "disk");
  CAF_CHECK_EQUAL(outcome(c.call("GET", "/a")), "GET /a ");
}

CAF_TEST(an answer over the limit of the client is an error) {
  start();
  client_options small;
  small.body_bytes = 1000;
  auto c = open_client(url_of(*this), small);
  CAF_CHECK_EQUAL(outcome(c.call("GET", "/big?1001")), "!too_large");
  CAF_CHECK_EQUAL(outcome(c.call("GET", "/big?1000")), string(1000, 'b'));
}

CAF_TEST(a kept connection that the server closed is opened again) {
  start();
  auto c = open_client(url_of(*this));
  for (int i = 0; i < 3; ++i) {
    CAF_CHECK_EQUAL(outcome(c.call("POST", "/echo", {}, "x")), "x");
    advance_ms(options.limits.idle_connection_ms + 1);
    CAF_REQUIRE(comes_to(0));
  }
}

CAF_TEST(nobody there is unavailable and says where) {
  start();
  const auto url = url_of(*this);
  running.reset();
  auto c = open_client(url);
  const auto r = c.call("POST", "/echo", {}, "x");
  CAF_REQUIRE(!r.has_value());
  CAF_CHECK_EQUAL(r.error().code, errc::unavailable);
  CAF_CHECK(r.error().text.find("No server answers at " + url) == 0);
  CAF_CHECK(!client::open("ftp://x"));
}

CAF_TEST(silence ends a call) {
  start();
  client_options quick;
  quick.silence_ms = 20;
  auto c = open_client(url_of(*this), quick);
  CAF_CHECK_EQUAL(outcome(c.call("GET", "/park")), "!timeout");
  CAF_CHECK_EQUAL(outcome(c.call("POST", "/park")), "!unknown_outcome");
}

CAF_TEST(answers that break off are errors) {
  const string head = "HTTP/1.1 200 OK\r\n";
  struct {
    string answer, get, post;
  } table[] = {
      {"", "!unavailable", "!unknown_outcome"},
      {head, "!unavailable", "!unknown_outcome"},
      {head + "Content-Length: 5\r\n\r\nab", "!unavailable", "!unknown_outcome"},
      {head + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", "!unavailable", "!unknown_outcome"},
      {head + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", "ab", "ab"},
      {head + "\r\nto the end", "to the end", "to the end"},
      {"HTTP/1.1 100 Continue\r\n\r\n" + head + "Content-Length: 1\r\n\r\na", "a", "a"},
      {"SSH-2.0-OpenSSH\r\n", "!unavailable", "!unknown_outcome"},
      {head + "X: " + string(200000, 'x'), "!unavailable", "!unknown_outcome"},
      {head + "Content-Length: 1\r\n\r\nabc", "a", "a"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.answer.substr(0, 80));
    canned_server s({row.answer, row.answer});
    // A client each: that server closes after its answer without a word, when it likes.
    CAF_CHECK_EQUAL(outcome(open_client(s.url()).call("GET", "/")), row.get);
    CAF_CHECK_EQUAL(outcome(open_client(s.url()).call("POST", "/", {}, "x")), row.post);
  }
}

CAF_TEST(what would break the request is refused) {
  start();
  auto c = open_client(url_of(*this));
  CAF_CHECK_EQUAL(outcome(c.call("GET", "x")), "!invalid_argument");
  CAF_CHECK_EQUAL(outcome(c.call("GET", "/a b")), "!invalid_argument");
  CAF_CHECK_EQUAL(outcome(c.call("GET", "/", {{"A", "b\r\nC: d"}})), "!invalid_argument");
}

CAF_TEST_FIXTURE_SCOPE_END()
