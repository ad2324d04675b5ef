#define CAF_SUITE transport_stream
#include <thread>

#include "caf/test/unit_test.hpp"
#include "frontends/transport_support.hpp"

using namespace parley::tests;
using parley::base::errc;
using parley::base::fail;
using std::string;

namespace {

/// Gives its parts, then what `end` says.
class list_source final : public body_source {
 public:
  enum class ending { proper, error, dropped, thrown };

  list_source(std::vector<string> parts, ending end, bool other_thread,
              std::shared_ptr<std::atomic<int>> alive)
      : parts_(std::move(parts)), end_(end), other_thread_(other_thread), alive_(std::move(alive)) {
    ++*alive_;
  }
  ~list_source() override {
    if (answering_.joinable()) answering_.join();
    --*alive_;
  }

  void next(std::function<void(part)> done) override {
    if (at_ == parts_.size() && end_ == ending::dropped) return;
    if (at_ == parts_.size() && end_ == ending::thrown) throw std::runtime_error("no more");
    if (!other_thread_) return done(make());
    if (answering_.joinable()) answering_.join();
    answering_ = std::thread([p = make(), done]() mutable { done(std::move(p)); });
  }

 private:
  part make() {
    if (at_ < parts_.size()) return std::optional(parts_[at_++]);
    if (end_ == ending::error) return fail(errc::unavailable, "", "the store went away");
    return std::optional<string>();
  }

  std::vector<string> parts_;
  ending end_;
  bool other_thread_;
  std::shared_ptr<std::atomic<int>> alive_;
  std::size_t at_ = 0;
  std::thread answering_;
};

/// Parts without end, each asked for by the server; remembers how many.
class endless_source final : public body_source {
 public:
  explicit endless_source(std::shared_ptr<std::atomic<int>> asked) : asked_(std::move(asked)) {}
  void next(std::function<void(part)> done) override {
    ++*asked_;
    done(std::optional(string(100000, 'x')));
  }

 private:
  std::shared_ptr<std::atomic<int>> asked_;
};

/// Never calls back but keeps the call open.
class stuck_source final : public body_source {
 public:
  explicit stuck_source(std::function<void(part)>* kept) : kept_(kept) {}
  void next(std::function<void(part)> done) override { *kept_ = std::move(done); }

 private:
  std::function<void(part)>* kept_;
};

using ending = list_source::ending;

struct fixture : test_server {
  std::shared_ptr<std::atomic<int>> alive = std::make_shared<std::atomic<int>>(0);
  std::vector<string> parts = {"one ", "", "two ", string(70000, 'z'), "end"};
  ending end = ending::proper;
  bool other_thread = false;
  string first;

  string whole() const {
    string out = first;
    for (const auto& p : parts) out += p;
    return out;
  }

  void serve() {
    start([this](request, responder respond) {
      response r;
      r.content_type = "text/plain";
      r.body = first;
      r.stream = std::make_unique<list_source>(parts, end, other_thread, alive);
      respond(std::move(r));
    });
  }
};

const string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

}  // namespace

CAF_TEST_FIXTURE_SCOPE(transport_stream_tests, fixture)

CAF_TEST(a stream comes in chunks and the connection stays) {
  serve();
  for (const bool other : {false, true}) {
    other_thread = other;
    for (const string begin : {"", "before "}) {
      first = begin;
      auto c = connect();
      for (int i = 0; i < 3; ++i) {
        c.send(get);
        const auto r = c.receive();
        CAF_CHECK_EQUAL(string(r.header("Transfer-Encoding").value_or("none")), "chunked");
        CAF_CHECK(r.body == whole());
        CAF_CHECK(!r.header("Content-Length"));
      }
    }
  }
  CAF_CHECK(eventually([this] { return *alive == 0; }));
}

CAF_TEST(the chunks on the wire are well - formed) {
  parts = {"hello", "", "0123456789abcdef"};
  serve();
  auto c = connect();
  c.send("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  c.receive_until("\r\n\r\n");
  CAF_CHECK_EQUAL(c.receive_rest(), "5\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n");
}

CAF_TEST(HTTP 1.0 gets a stream without chunks) {
  serve();
  auto c = connect();
  c.send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto r = c.receive();
  CAF_CHECK(!r.header("Transfer-Encoding"));
  CAF_CHECK(r.body == whole());
}

CAF_TEST(HEAD does not start the stream) {
  end = ending::dropped;
  serve();
  auto c = connect();
  c.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");
  CAF_CHECK_EQUAL(c.receive(true).status, 200);
  c.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");
  CAF_CHECK_EQUAL(c.receive(true).status, 200);
}

CAF_TEST(a stream that fails is left unfinished) {
  parts = {"one"};
  for (const auto how : {ending::error, ending::dropped, ending::thrown}) {
    for (const bool other : {false, true}) {
      end = how;
      other_thread = other;
      running.reset();
      serve();
      auto c = connect();
      c.send(get);
      const auto all = c.receive_rest();
      CAF_CHECK(all.find("\r\n\r\n3\r\none\r\n") != string::npos);
      CAF_CHECK(all.find("\r\n0\r\n") == string::npos);
      CAF_CHECK(comes_to(0));
    }
  }
  CAF_CHECK_EQUAL(alive->load(), 0);
}

CAF_TEST(a stream is pulled no faster than the client reads) {
  auto asked = std::make_shared<std::atomic<int>>(0);
  start([asked](request, responder respond) {
    response r;
    r.stream = std::make_unique<endless_source>(asked);
    respond(std::move(r));
  });
  raw_socket c(port(), 4096);
  c.send(get);
  c.receive_until("xxxx");
  CAF_CHECK(comes_to_after(0, options.limits.send_ms + 1));
  CAF_CHECK_LESS(asked->load(), 200);  // the buffers of two sockets, not more
}

CAF_TEST(a client that leaves ends the stream) {
  auto asked = std::make_shared<std::atomic<int>>(0);
  start([asked](request, responder respond) {
    response r;
    r.stream = std::make_unique<endless_source>(asked);
    respond(std::move(r));
  });
  auto c = connect();
  c.send(get);
  c.receive_until("xxxx");
  c.reset();
  CAF_CHECK(comes_to(0));
}

CAF_TEST(a source that never answers is given up and may answer later) {
  std::function<void(body_source::part)> kept;
  start([&kept](request, responder respond) {
    response r;
    r.body = "begun";
    r.stream = std::make_unique<stuck_source>(&kept);
    respond(std::move(r));
  });
  auto c = connect();
  c.send(get);
  CAF_CHECK(!c.receive_until("begun\r\n").empty());
  advance_ms(options.limits.request_ms + 1);
  CAF_CHECK(c.ended());
  CAF_CHECK(comes_to(0));
  running->stop(std::chrono::milliseconds(0));
  kept(std::optional<string>("late"));
  kept(std::optional<string>());
}

CAF_TEST_FIXTURE_SCOPE_END()
