#define CAF_SUITE frontends_hostile_rounds
#include "caf/test/unit_test.hpp"
#include "frontends/hostile/mutate.hpp"
#include "frontends/http/transport/socket.hpp"
#include "frontends/tls/tls_world.hpp"
#include "storage/scale.hpp"

// Clients that send broken HTTP, WebSocket frames and TLS records, and leave at any moment. The
// server answers good requests all along, and keeps nothing of theirs.

using namespace parley::tests;
using std::string;

namespace {

constexpr std::int64_t held_max = 200'000;

/// Sends every message back, twice when it begins with "a".
class echo final : public socket_user {
 public:
  explicit echo(std::shared_ptr<std::atomic<int>> open) : open_(std::move(open)) { ++*open_; }
  ~echo() override { --*open_; }
  void opened(std::shared_ptr<socket_link> link) override {
    link_ = std::move(link);
    link_->read();
  }
  void received(string text) override {
    if (text.starts_with('a')) link_->send(text);
    link_->send(std::move(text));
    link_->read();
  }
  void drained() override {}
  void closed() override { link_.reset(); }

 private:
  std::shared_ptr<std::atomic<int>> open_;
  std::shared_ptr<socket_link> link_;
};

struct fixture : tls_world {
  std::shared_ptr<std::atomic<int>> sockets = std::make_shared<std::atomic<int>>(0);
  dice d{};

  void open(bool secure) {
    if (!secure) options.tls = nullptr;
    options.deflate = true;
    options.held_bytes_max = held_max;
    options.limits.body_bytes = held_max;
    start([this](request r, responder respond) {
      response answer;
      answer.body = r.body.empty() ? r.path : std::move(r.body);
      if (r.path == "/big") answer.body = string(r.query.size() * 10'000, 'b');
      if (asks_for_socket(r)) {
        answer.socket = std::make_shared<upgrade>();
        answer.socket->headers = std::move(r.headers);
        answer.socket->target = r.target;
        answer.socket->message_bytes_max = 50'000;
        answer.socket->user = std::make_shared<echo>(sockets);
      }
      respond(std::move(answer));
    });
  }

  /// In parts of any size, so that the server sees it torn anywhere.
  template <class Socket>
  void send_torn(Socket& to, std::string_view bytes) {
    while (!bytes.empty()) {
      const auto part = std::min(bytes.size(), 1 + below(d, below(d, 2) == 0 ? 20 : 20'000));
      if (!to.send(bytes.substr(0, part))) return;
      bytes.remove_prefix(part);
    }
  }

  string http() { return mutated(some_requests(d), d); }
  string frames() { return some_handshake() + mutated(some_frames(d), d); }

  void plain_round() {
    auto c = connect();
    switch (below(d, 4)) {
      case 0:
        send_torn(c, mutated(some_hello(), d));
        break;
      case 1:
        send_torn(c, http());
        break;
      case 2:
        send_torn(c, mutated(frames(), d));
        break;
      default:
        // Frames are seen only when they come behind the handshake.
        c.send(some_handshake());
        if (!options.tls) c.receive_until("\r\n\r\n");
        send_torn(c, mutated(some_frames(d), d));
    }
    if (below(d, 3) == 0) c.close_sending_half();
    if (below(d, 2) == 0) c.reset();
  }

  void secure_round() {
    tls_socket c(port());
    if (below(d, 2) == 0) {
      send_torn(c, http());
    } else {
      c.send(some_handshake());
      c.receive_until("\r\n\r\n");
      send_torn(c, mutated(some_frames(d), d));
    }
    switch (below(d, 5)) {
      case 0:
        c.finish();
        break;
      case 1:
        c.reset();
        break;
      case 2:
        c.send_raw(mutated(some_hello(), d));
        break;
      case 3:
        c.send_raw("\x17\x03\x03\x40");
        break;
      default:
        c.cut();
    }
  }

  bool answers(const string& request, const string& body) {
    if (options.tls) {
      tls_socket c(port());
      c.send(request);
      return c.receive_rest().ends_with("\r\n\r\n" + body);
    }
    auto c = connect();
    c.send(request);
    return c.receive().body == body;
  }

  /// Without a body: others may still hold all that there is for bodies.
  bool answers() {
    return answers("GET /good HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "/good");
  }

  bool takes(const string& body) {
    return answers("POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n" + body,
                   body);
  }

  void play(bool secure, int rounds) {
    const auto first = first_seed(20'261'122);
    open(secure);
    for (int i = 0; i < rounds; ++i) {
      d.seed(first + static_cast<unsigned>(i));
      if (secure && below(d, 3) != 0)
        secure_round();
      else
        plain_round();
      if (!answers()) {
        CAF_ERROR("after PARLEY_TEST_SEED=" + std::to_string(first + static_cast<unsigned>(i)));
        return;
      }
    }
    CAF_CHECK(comes_to_after(0, options.limits.idle_connection_ms * 2));
    CAF_CHECK_EQUAL(sockets->load(), 0);
    // Only when nothing is held of other bodies there is room for this one.
    CAF_CHECK(takes(string(held_max, 'x')));
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(hostile_rounds_tests, fixture)

CAF_TEST(a plain server outlives them) { play(false, scaled(300)); }

CAF_TEST(a server with TLS outlives them) { play(true, scaled(200)); }

CAF_TEST_FIXTURE_SCOPE_END()
