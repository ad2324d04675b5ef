#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "frontends/http/transport/server.hpp"
#include "parley/domain/json.hpp"

namespace parley::tests {

using namespace frontends::http::transport;

/// A clock that stands until it is moved.
class manual_clock final : public base::clock {
 public:
  base::timestamp now() const override { return base::timestamp{monotonic()}; }
  std::chrono::microseconds monotonic() const override {
    return std::chrono::microseconds{micros_.load()};
  }
  void advance(std::chrono::microseconds by) { micros_ += by.count(); }

 private:
  std::atomic<std::int64_t> micros_{1'000'000'000};
};

/// A client that can misbehave. Every wait ends after ten seconds at the latest.
class raw_socket {
 public:
  explicit raw_socket(std::uint16_t port, int receive_buffer = 0);
  ~raw_socket();
  raw_socket(raw_socket&& other) noexcept;
  raw_socket& operator=(raw_socket&& other) noexcept;

  /// False when the connection broke.
  bool send(std::string_view bytes);

  /// One complete response; its status is 0 when the connection ended before its end.
  response receive(bool to_head = false);

  /// What comes until the end of the connection.
  std::string receive_rest();

  /// What comes until `mark` is among it.
  std::string receive_until(std::string_view mark);

  /// True when the server ends the connection, within the wait, without another byte.
  bool ended();

  /// Whether nothing is there to be read at this moment.
  bool silent();

  void close_sending_half();

  /// Ends the connection with RST.
  void reset();

 private:
  bool wait(short events);
  bool fill();

  int fd_ = -1;
  std::string in_;
};

/// Holds responders until the test wants them answered.
class parked_requests {
 public:
  void park(request r, responder respond);

  struct entry {
    request asked;
    responder respond;
  };
  /// Waits for the next one.
  entry take();
  std::size_t count();

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<entry> entries_;
};

/// A server whose handler knows: POST /echo gives the body back; /park waits in `parked`;
/// /drop forgets the responder; /throw throws; /big?N gives N bytes; anything else names method,
/// path and query in its body.
struct test_server {
  std::shared_ptr<parked_requests> parked = std::make_shared<parked_requests>();
  std::shared_ptr<manual_clock> time = std::make_shared<manual_clock>();
  server_options options;
  std::unique_ptr<server> running;

  test_server();
  ~test_server();
  void start();
  /// With another handler.
  void start(handler h);

  std::uint16_t port() const { return running->port(); }
  raw_socket connect() const { return raw_socket(port()); }

  /// Returns when the server has seen everything that was sent to it before, and knows what of its
  /// answers was taken.
  void settle() const;

  /// Settles, then moves the clock; the sweeper sees it within milliseconds.
  void advance_ms(std::int64_t ms);

  /// Waits until the server has `n` connections; false after ten seconds.
  bool comes_to(std::size_t n) const;

  /// The same while the clock moves by `ms` again and again: for deadlines that bytes in the
  /// sockets' buffers may still put off.
  bool comes_to_after(std::size_t n, std::int64_t ms);
};

/// The problem document in an answer; null when there is none.
domain::json problem_of(const response& r);

/// The member `code` of the problem document, or what is there instead.
std::string code_of(const response& r);

/// Says yes within ten seconds or gives up.
bool eventually(const std::function<bool()>& condition);

/// PARLEY_TEST_SEED, or one of the day; printed, so that a failure can be repeated.
std::uint64_t test_seed(std::string_view suite);

}  // namespace parley::tests
