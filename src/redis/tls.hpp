#pragma once

#include <memory>
#include <string>

#include "redis/options.hpp"
#include "redis/stream.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace parley::redis {

/// TLS 1.2 or newer over another stream. The server's certificate must be good for the host that
/// was asked for.
class tls : public stream {
 public:
  /// Shakes hands.
  tls(std::unique_ptr<stream> below, const options& opts, time_point until);
  ~tls() override;

  std::size_t send(std::string_view bytes) override;
  std::size_t receive(char* into, std::size_t most) override;
  bool has_unsent() const override { return !unsent_.empty(); }
  void wait(bool for_writing, time_point until) override;
  bool is_ready() override;

 private:
  struct release {
    void operator()(ssl_ctx_st* p) const noexcept;
    void operator()(ssl_st* p) const noexcept;
  };

  void trust(const options& opts);
  void expect(const options& opts);
  void shake_hands(time_point until);
  /// Gives what OpenSSL wrote to the stream below.
  void flush();
  /// Whether anything came from there.
  bool fill();

  std::unique_ptr<stream> below_;
  std::unique_ptr<ssl_ctx_st, release> context_;
  std::unique_ptr<ssl_st, release> ssl_;
  std::string unsent_;  ///< encrypted
};

}  // namespace parley::redis
