#define CAF_SUITE transport_storm
#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include "caf/test/unit_test.hpp"
#include "frontends/transport_support.hpp"

using namespace parley::tests;
using std::string;

namespace {

class slow_source final : public body_source {
 public:
  void next(std::function<void(part)> done) override {
    if (++given_ > 20) return done(std::optional<string>());
    done(std::optional(string(5000, 's')));
  }

 private:
  int given_ = 0;
};

/// What a client may be in the middle of.
std::vector<string> scripts() {
  const string host = " HTTP/1.1\r\nHost: h\r\n";
  return {
      "GET /x" + host + "\r\n",
      "POST /echo" + host + "Content-Length: 20000\r\n\r\n" + string(20000, 'e'),
      "POST /echo" + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      "POST /echo" + host + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\nbody",
      "GET /big?2000000" + host + "\r\n",
      "GET /stream" + host + "\r\n",
      "GET /later" + host + "\r\n",
      "GET /later" + host + "\r\nGET /x" + host + "\r\nGET /stream" + host + "\r\n",
      "GET /x HTTP/1.0\r\n\r\n",
      "broken\r\n\r\n",
      "GET /" + string(20000, 'p') + host + "\r\n",
      "POST /echo" + host + "Content-Length: 99999999\r\n\r\n" + string(5000, 'o'),
  };
}

/// Answers what was parked from another thread, some of it late or never.
class answerer {
 public:
  explicit answerer(std::uint64_t seed) : random_(seed), thread_([this] { run(); }) {}
  ~answerer() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    arrived_.notify_all();
    thread_.join();
  }
  void take(responder r) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(r));
    arrived_.notify_all();
  }

 private:
  void run() {
    for (;;) {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const auto at = random_() % waiting_.size();
      auto one = std::move(waiting_[at]);
      waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(at));
      lock.unlock();
      if (random_() % 8 == 0) continue;  // dropped: 500
      response r;
      r.body = string(random_() % 40000, 'l');
      one(std::move(r));
    }
  }

  std::mt19937_64 random_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<responder> waiting_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace

CAF_TEST(the server survives clients that vanish at random moments) {
  const auto seed = test_seed("transport_storm");
  const char* scale = std::getenv("PARLEY_TEST_SCALE");
  const int rounds = 6000 * std::max(1, scale ? std::atoi(scale) : 1);
  // A test must end within CAF's 30 seconds, on slow and instrumented builds too.
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(15);
  std::mt19937_64 random(seed);
  answerer later(seed + 1);
  test_server s;
  s.start([&later](request r, responder respond) {
    response answer;
    if (r.path == "/later") return later.take(std::move(respond));
    if (r.path == "/stream") {
      answer.stream = std::make_unique<slow_source>();
    } else if (r.path == "/big") {
      answer.body = string(2000000, 'b');
    } else {
      answer.body = std::move(r.body);
    }
    respond(std::move(answer));
  });
  const auto all = scripts();
  std::vector<raw_socket> open;
  for (int round = 0; round < rounds; ++round) {
    open.push_back(s.connect());
    const string& script = all[random() % all.size()];
    const auto upto = random() % 3 == 0 ? script.size() : random() % (script.size() + 1);
    const auto cut = random() % (upto + 1);
    open.back().send(std::string_view(script).substr(0, cut));
    open.back().send(std::string_view(script).substr(cut, upto - cut));
    if (upto == script.size() && random() % 2 == 0) open.back().receive_until("\r\n");
    if (random() % 8 == 0) open.back().close_sending_half();
    while (open.size() > random() % 20) {
      std::swap(open[random() % open.size()], open.back());
      if (random() % 2) open.back().reset();
      open.pop_back();
    }
    if (random() % 100 == 0) s.advance_ms(static_cast<std::int64_t>(random() % 20000));
    if (round % 100 == 99) {
      auto sane = s.connect();
      sane.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nsane");
      CAF_REQUIRE_EQUAL(sane.receive().body, "sane");
      if (std::chrono::steady_clock::now() > end) break;
    }
  }
  open.clear();
  s.advance_ms(1'000'000);
  CAF_CHECK(s.comes_to(0));
}
