#define CAF_SUITE transport_peers
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "caf/test/unit_test.hpp"
#include "frontends/transport_support.hpp"

// What one address may have.

using namespace parley::tests;
using std::string;

namespace {

/// A connection from an address of the loopback network.
class socket_from {
 public:
  socket_from(const char* address, std::uint16_t port)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    auto at = place(address, 0);
    ::bind(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at);
    at = place("127.0.0.1", port);
    ::connect(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at);
  }
  ~socket_from() { ::close(fd_); }
  socket_from(const socket_from&) = delete;
  socket_from& operator=(const socket_from&) = delete;

  /// The status of the answer to a request; 0: there is none.
  int ask() {
    const string request = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
    ::send(fd_, request.data(), request.size(), MSG_NOSIGNAL);
    char head[4096];
    const auto n = ::recv(fd_, head, sizeof head, 0);
    return n > 12 ? std::atoi(head + 9) : 0;
  }

 private:
  static sockaddr_in place(const char* address, std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &at.sin_addr);
    return at;
  }

  int fd_;
};

struct fixture : test_server {};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(transport_peers_tests, fixture)

CAF_TEST(each address has so many) {
  options.peer_connections = 2;
  start();
  for (int round = 0; round < 3; ++round) {
    socket_from a(("127.0.0.1"), port()), b("127.0.0.1", port());
    CAF_CHECK_EQUAL(a.ask(), 200);
    CAF_CHECK_EQUAL(b.ask(), 200);
    {
      auto refused = connect();
      const auto answer = refused.receive();
      CAF_CHECK_EQUAL(answer.status, 503);
      CAF_CHECK_EQUAL(code_of(answer), "overloaded");
      CAF_CHECK(answer.body.find("address") != string::npos);
      CAF_CHECK(answer.header("Retry-After").has_value());
    }
    socket_from c("127.0.0.2", port()), d("127.0.0.2", port());
    CAF_CHECK_EQUAL(c.ask(), 200);
    CAF_CHECK_EQUAL(d.ask(), 200);
    CAF_CHECK_EQUAL(socket_from("127.0.0.2", port()).ask(), 503);
    CAF_CHECK_EQUAL(socket_from("127.0.0.3", port()).ask(), 200);
    CAF_CHECK_EQUAL(a.ask(), 200);
  }
  CAF_CHECK(comes_to_after(0, options.linger_ms + 1));
}

CAF_TEST(far too many are not even answered) {
  options.peer_connections = 1;
  start();
  auto first = connect();
  CAF_REQUIRE(comes_to(1));
  std::vector<raw_socket> refused;
  for (int i = 0; i < 100; ++i) refused.push_back(connect());
  CAF_CHECK_EQUAL(refused.front().receive().status, 503);
  CAF_CHECK_EQUAL(refused.back().receive_rest(), "");
  CAF_CHECK_LESS(running->connections(), 70u);
  first.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
  CAF_CHECK_EQUAL(first.receive().status, 200);
}

CAF_TEST(without a limit of its own only the whole counts) {
  options.limits.connections = 3;
  start();
  std::vector<raw_socket> all;
  for (int i = 0; i < 3; ++i) all.push_back(connect());
  CAF_CHECK(comes_to(3));
  const auto answer = connect().receive();
  CAF_CHECK_EQUAL(answer.status, 503);
  CAF_CHECK(answer.body.find("address") == string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
