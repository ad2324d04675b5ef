#define CAF_SUITE transport_live
#include <thread>

#include "caf/test/unit_test.hpp"
#include "e2e/harness/web_socket.hpp"
#include "frontends/http/transport/socket.hpp"
#include "frontends/transport_support.hpp"

// Answers without an end, and connections that become WebSockets.

using namespace parley::tests;
using parley::e2e::web_socket;
using std::string;

namespace {

/// What a live source was asked for and not given.
struct waiting_part {
  std::mutex mutex;
  std::function<void(body_source::part)> give;
  std::atomic<int> asked{0};
  std::atomic<int> alive{0};

  void answer(string text) {
    std::function<void(body_source::part)> to;
    {
      const std::lock_guard lock(mutex);
      to = std::exchange(give, nullptr);
    }
    to(std::optional(std::move(text)));
  }
};

class live_source final : public body_source {
 public:
  explicit live_source(std::shared_ptr<waiting_part> part) : part_(std::move(part)) {
    ++part_->alive;
  }
  ~live_source() override { --part_->alive; }
  void next(std::function<void(part)> done) override {
    const std::lock_guard lock(part_->mutex);
    part_->give = std::move(done);
    ++part_->asked;
  }
  bool live() const override { return true; }

 private:
  std::shared_ptr<waiting_part> part_;
};

struct echo_counts {
  std::atomic<int> open{0};
  std::atomic<int> floods{0};  ///< that were begun
};

/// Sends everything back; "close" ends it, "flood" sends more than sockets hold.
class echo final : public socket_user {
 public:
  explicit echo(std::shared_ptr<echo_counts> counts) : counts_(std::move(counts)) {}
  void opened(std::shared_ptr<socket_link> link) override {
    link_ = std::move(link);
    ++counts_->open;
    link_->read();
  }
  void received(string text) override {
    if (text == "close") return link_->close(4000, "as you wish");
    if (text == "flood") {
      link_->send(string(20'000'000, 'x'));
      ++counts_->floods;
    } else {
      link_->send(text);
    }
    link_->read();
  }
  void drained() override {}
  void closed() override {
    link_.reset();
    --counts_->open;
  }

 private:
  std::shared_ptr<echo_counts> counts_;
  std::shared_ptr<socket_link> link_;
};

struct fixture : test_server {
  std::shared_ptr<waiting_part> part = std::make_shared<waiting_part>();
  std::shared_ptr<echo_counts> sockets = std::make_shared<echo_counts>();

  fixture() {
    running.reset();
    start([this](request r, responder respond) {
      response answer;
      if (r.path == "/live") {
        answer.content_type = "text/event-stream";
        answer.body = "begin";
        answer.stream = std::make_unique<live_source>(part);
      } else if (asks_for_socket(r)) {
        answer.socket = std::make_shared<upgrade>();
        answer.socket->headers = r.headers;
        answer.socket->target = r.target;
        answer.socket->message_bytes_max = 1000;
        answer.socket->user = std::make_shared<echo>(sockets);
      }
      respond(std::move(answer));
    });
  }

  string url() const { return "http://127.0.0.1:" + std::to_string(port()); }

  string date() {
    auto c = connect();
    c.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    for (const auto& [name, value] : c.receive().headers)
      if (name == "Date") return value;
    return {};
  }

  raw_socket follow() {
    auto c = connect();
    c.send("GET /live HTTP/1.1\r\nHost: h\r\n\r\n");
    CAF_CHECK(!c.receive_until("5\r\nbegin\r\n").empty());
    CAF_CHECK(eventually([this] { return part->asked == 1; }));
    return c;
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(transport_live_tests, fixture)

CAF_TEST(a live answer has no deadline) {
  auto c = follow();
  advance_ms(options.limits.request_ms * 10);
  CAF_CHECK(c.silent());
  part->answer("next");
  CAF_CHECK(!c.receive_until("4\r\nnext\r\n").empty());
}

CAF_TEST(a client that leaves is noticed while nothing happens) {
  follow().reset();
  CAF_CHECK(comes_to(0));
  CAF_CHECK(eventually([this] { return part->alive == 0; }));
  part->asked = 0;
  follow().close_sending_half();
  CAF_CHECK(comes_to(0));
}

CAF_TEST(a stop ends a live answer as it should) {
  auto c = follow();
  running->stop(std::chrono::seconds(5));
  CAF_CHECK_EQUAL(c.receive_rest(), "0\r\n\r\n");
  CAF_CHECK_EQUAL(part->alive.load(), 0);
  part->answer("late");
}

CAF_TEST(a live answer that is not taken ends) {
  auto c = follow();
  part->answer(string(50'000'000, 'x'));
  CAF_CHECK(comes_to_after(0, options.limits.send_ms + 1));
}

CAF_TEST(a socket answers and ends as its user says) {
  web_socket s(url(), "/ws");
  CAF_CHECK_EQUAL(s.status(), 101);
  for (const string text : {"a", "", "longer than the others"}) {
    s.send(web_socket::text, text);
    const auto back = s.next_frame();
    CAF_REQUIRE(back);
    CAF_CHECK_EQUAL(back->payload, text);
  }
  for (int i = 0; i < 3; ++i) {
    advance_ms(options.limits.idle_connection_ms + 1);
    const auto question = s.next_frame();
    CAF_REQUIRE(question);
    CAF_CHECK(question->kind == web_socket::ping);
    s.send(web_socket::pong, question->payload);
  }
  s.send(web_socket::text, "still here");
  const auto back = s.next_frame();
  CAF_REQUIRE(back);
  CAF_CHECK_EQUAL(back->payload, string("still here"));
  s.send(web_socket::text, "close");
  const auto end = s.next_frame();
  CAF_CHECK_EQUAL(end->code, 4000);
  CAF_CHECK_EQUAL(end->payload.substr(2), string("as you wish"));
  s.send(web_socket::good_bye, end->payload.substr(0, 2));
  // It may close its side, or not.
  CAF_CHECK(comes_to_after(0, options.linger_ms + 1));
  CAF_CHECK_EQUAL(sockets->open.load(), 0);
}

CAF_TEST(who does not read is told so and cut off when that does not help) {
  for (const bool reads_at_last : {true, false}) {
    web_socket s(url(), "/ws", {}, 4096);
    s.send(web_socket::text, "flood");
    CAF_CHECK(eventually([this] { return sockets->floods == 1; }));
    sockets->floods = 0;
    advance_ms(options.limits.send_ms + 1);
    // It is made anew, each second another, when time-outs are looked for.
    const auto before = date();
    CAF_CHECK(eventually([&] { return date() != before; }));
    if (reads_at_last) CAF_CHECK_EQUAL(s.closed_with(), 4408);
    CAF_CHECK(comes_to_after(0, options.linger_ms + 1));
    CAF_CHECK_EQUAL(sockets->open.load(), 0);
  }
}

CAF_TEST(who breaks the rules or says good bye is not waited for) {
  for (const auto kind : {web_socket::binary, web_socket::more, web_socket::good_bye}) {
    web_socket s(url(), "/ws");
    s.send(kind, "");
    CAF_CHECK(s.closed_with() > 0 || kind == web_socket::good_bye);
    CAF_CHECK(comes_to_after(0, options.linger_ms + 1));
    CAF_CHECK_EQUAL(sockets->open.load(), 0);
  }
}

CAF_TEST(a client that is gone is forgotten) {
  web_socket s(url(), "/ws");
  s.send(web_socket::text, "x");
  CAF_CHECK(s.next_frame().has_value());
  s.leave();
  CAF_CHECK(comes_to(0));
  CAF_CHECK_EQUAL(sockets->open.load(), 0);
}

CAF_TEST(a client that answers no ping is cut off) {
  web_socket s(url(), "/ws");
  s.send(web_socket::text, "x");
  CAF_CHECK(s.next_frame().has_value());
  advance_ms(options.limits.idle_connection_ms + 1);
  const auto question = s.next_frame();
  CAF_REQUIRE(question);
  CAF_CHECK(question->kind == web_socket::ping);
  CAF_CHECK_EQUAL(sockets->open.load(), 1);
  advance_ms(options.limits.idle_connection_ms + 1);
  CAF_CHECK(comes_to(0));
  CAF_CHECK(!s.next_frame().has_value());
  CAF_CHECK_EQUAL(sockets->open.load(), 0);
}

CAF_TEST(a stop says good bye) {
  web_socket s(url(), "/ws");
  s.send(web_socket::text, "x");
  CAF_CHECK(s.next_frame().has_value());
  std::thread stopping([this] { running->stop(std::chrono::seconds(2)); });
  const auto end = s.next_frame();
  CAF_CHECK_EQUAL(end->code, 1001);
  s.send(web_socket::good_bye, end->payload.substr(0, 2));
  stopping.join();
  CAF_CHECK_EQUAL(sockets->open.load(), 0);
}

CAF_TEST(what is sent before the answer is refused) {
  auto c = connect();
  c.send(
      "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
      "GET /more HTTP/1.1\r\n");
  CAF_CHECK_EQUAL(c.receive().status, 400);
}

CAF_TEST_FIXTURE_SCOPE_END()
