#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace parley::tests {

/// One request as the server has read it, and the means to answer it in any way, good or bad. Of
/// the connection's thread.
class exchange {
 public:
  std::string head;  ///< request line and headers
  std::string body;
  std::size_t number = 0;  ///< of the request, from 1

  /// False when the client is gone.
  bool send(std::string_view bytes);
  /// Ends the connection, properly or with a reset.
  void close();
  void reset();
  /// Waits until the client closes or the server stops; false when `within` passed first.
  bool closed_within(std::chrono::milliseconds within);
  void until_closed();

 private:
  friend class fake_endpoint;
  int fd_ = -1;
  ssl_st* tls_ = nullptr;
  bool open_ = true;
};

/// A whole response.
std::string http(int code, const std::string& body, const std::string& headers = "");
/// The response of a chat-completions API with that text.
std::string completion(const std::string& text);
/// One of its errors.
std::string api_error(int code, const std::string& error, const std::string& headers = "");

/// An HTTP/1.1 server on a free port of 127.0.0.1 that does what a test says with each request. A
/// thread for each connection, which serves request after request as long as both sides keep it.
class fake_endpoint {
 public:
  using behaviour = std::function<void(exchange&)>;

  /// With `certificate` and `key` (PEM) it speaks TLS.
  explicit fake_endpoint(behaviour answer, const std::string& certificate = "",
                         const std::string& key = "");
  ~fake_endpoint();

  std::string url(const std::string& host = "127.0.0.1") const;

  std::size_t requests() const;
  std::size_t connections() const;
  /// When each request had been read.
  std::vector<std::chrono::steady_clock::time_point> moments() const;
  std::vector<std::string> heads() const;
  std::vector<std::string> bodies() const;
  /// False when there were not so many requests within ten seconds.
  bool await_requests(std::size_t n);

 private:
  void accept_all();
  void serve(int fd);
  bool read_request(exchange& x, std::string& buffer);
  long read_some(exchange& x, char* into, std::size_t bytes);

  behaviour answer_;
  ssl_ctx_st* tls_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
  std::thread acceptor_;

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  bool stopping_ = false;
  std::set<int> open_;
  std::vector<std::thread> threads_;
  std::vector<std::chrono::steady_clock::time_point> moments_;
  std::vector<std::string> heads_;
  std::vector<std::string> bodies_;
};

}  // namespace parley::tests
