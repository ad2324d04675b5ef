#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace parley::e2e {

using wait_limit = std::chrono::milliseconds;
inline constexpr wait_limit patience{20'000};

/// A socket to a server that is read byte by byte as the test wants it.
class wire {
 public:
  /// `url`: "http://127.0.0.1:port", or https, of which any certificate will do here. Throws when
  /// nobody is there.
  explicit wire(const std::string& url, int receive_buffer = 0);
  ~wire();
  wire(wire&& other) noexcept;
  wire& operator=(wire&& other) noexcept;
  wire(const wire&) = delete;
  wire& operator=(const wire&) = delete;

  bool send(std::string_view bytes);

  /// More bytes behind those in `in`; false: it ended, or nothing came in time.
  bool fill(wait_limit limit = patience);
  bool over() const { return over_; }

  /// Head of an answer, up to the empty line; empty when none came.
  std::string take_head();
  /// Exactly so many bytes, or fewer when no more come.
  std::string take(std::size_t count, wait_limit limit = patience);
  std::string take_line(wait_limit limit = patience);

  /// Ends it without a word.
  void reset();

  std::string in;

 private:
  struct tls;
  int receive(char* into, int size);

  int fd_ = -1;
  std::unique_ptr<tls> tls_;
  bool over_ = false;
};

/// The number in "HTTP/1.1 200 OK"; 0 for anything else.
int status_of(const std::string& head);

}  // namespace parley::e2e
