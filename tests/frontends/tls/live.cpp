#define CAF_SUITE frontends_tls_live
#include "caf/test/unit_test.hpp"
#include "frontends/http/transport/socket.hpp"
#include "frontends/tls/tls_world.hpp"

// Answers without an end, parts that fail and WebSockets over TLS.

using namespace parley::tests;
using std::string;

namespace {

/// Gives what it is told to.
struct told_parts {
  std::mutex mutex;
  std::function<void(body_source::part)> give;
  std::atomic<int> asked{0};
  std::atomic<int> alive{0};

  void answer(body_source::part part) {
    std::function<void(body_source::part)> to;
    {
      const std::lock_guard lock(mutex);
      to = std::exchange(give, nullptr);
    }
    to(std::move(part));
  }
};

class told_source final : public body_source {
 public:
  told_source(std::shared_ptr<told_parts> from, bool live) : from_(std::move(from)), live_(live) {
    ++from_->alive;
  }
  ~told_source() override { --from_->alive; }
  void next(std::function<void(part)> done) override {
    const std::lock_guard lock(from_->mutex);
    from_->give = std::move(done);
    ++from_->asked;
  }
  bool live() const override { return live_; }

 private:
  std::shared_ptr<told_parts> from_;
  bool live_;
};

/// Sends everything back.
class echo final : public socket_user {
 public:
  void opened(std::shared_ptr<socket_link> link) override {
    link_ = std::move(link);
    link_->read();
  }
  void received(string text) override {
    if (text == "close") return link_->close(4000, "as you wish");
    link_->send(std::move(text));
    link_->read();
  }
  void drained() override {}
  void closed() override { link_.reset(); }

 private:
  std::shared_ptr<socket_link> link_;
};

struct fixture : tls_world {
  std::shared_ptr<told_parts> parts = std::make_shared<told_parts>();

  fixture() {
    start([this](request r, responder respond) {
      response answer;
      if (asks_for_socket(r)) {
        answer.socket = std::make_shared<upgrade>();
        answer.socket->headers = r.headers;
        answer.socket->target = r.target;
        answer.socket->user = std::make_shared<echo>();
      } else {
        answer.body = "begin";
        answer.stream = std::make_unique<told_source>(parts, r.path == "/live");
      }
      respond(std::move(answer));
    });
  }

  void follow(tls_socket& c, const string& path, const string& version = "1.1") {
    parts->asked = 0;
    c.send("GET " + path + " HTTP/" + version + "\r\nHost: h\r\n\r\n");
    CAF_CHECK(!c.receive_until("begin").empty());
    CAF_CHECK(eventually([this] { return parts->asked == 1; }));
  }
};

string frame(const string& text) {
  string bytes = "\x81";
  bytes += static_cast<char>(0x80 | text.size());
  return bytes + string(4, '\0') + text;
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(tls_live_tests, fixture)

CAF_TEST(a live answer goes on while keys are renewed) {
  tls_socket c(port());
  follow(c, "/live");
  for (int i = 0; i < 3; ++i) {
    CAF_CHECK(c.renew_keys());
    advance_ms(options.limits.request_ms * 2);
    parts->answer(std::optional(string("part")));
    CAF_CHECK(c.receive_until("part").ends_with("4\r\npart"));
    CAF_CHECK(eventually([&] { return parts->asked == i + 2; }));
  }
}

CAF_TEST(a client that leaves a live answer is noticed) {
  using leave = void (tls_socket::*)();
  for (const leave how : {&tls_socket::finish, &tls_socket::cut, &tls_socket::reset}) {
    tls_socket c(port());
    follow(c, "/live");
    (c.*how)();
    CAF_CHECK(comes_to(0));
    CAF_CHECK(eventually([this] { return parts->alive == 0; }));
  }
}

CAF_TEST(a stop ends a live answer properly) {
  tls_socket c(port());
  follow(c, "/live");
  running->stop(std::chrono::milliseconds(100));
  CAF_CHECK(c.receive_rest().ends_with("0\r\n\r\n"));
  CAF_CHECK(c.ended_properly());
}

CAF_TEST(a body without chunks is whole only when its end is said) {
  for (const bool whole : {true, false}) {
    tls_socket c(port());
    follow(c, "/parts", "1.0");
    if (whole)
      parts->answer(std::nullopt);
    else
      parts->answer(parley::base::fail(parley::base::errc::unavailable, "", "gone"));
    CAF_CHECK_EQUAL(c.receive_rest(), "");
    CAF_CHECK_EQUAL(c.ended_properly(), whole);
  }
}

CAF_TEST(a socket answers and says good bye) {
  tls_socket c(port());
  c.send(
      "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
  CAF_CHECK(c.receive_until("\r\n\r\n").starts_with("HTTP/1.1 101 "));
  c.send(frame("one") + frame("two"));
  CAF_CHECK_EQUAL(c.receive_until("two"), "\x81\x03one\x81\x03two");
  c.send(frame("close"));
  CAF_CHECK(c.receive_until("as you wish").starts_with("\x88"));
  c.send(string("\x88\x82\0\0\0\0\x0f\xa0", 8));
  CAF_CHECK_EQUAL(c.receive_rest(), "");
  CAF_CHECK(c.ended_properly());
  c.finish();
  c.cut();
  CAF_CHECK(comes_to(0));
}

CAF_TEST_FIXTURE_SCOPE_END()
