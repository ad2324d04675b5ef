#pragma once

#include <cstdint>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace parley::tests {

/// What a client says in its first words.
struct tls_hello {
  int version_min = 0;  ///< TLS1_2_VERSION and the like; 0: any
  int version_max = 0;
  std::string ciphers{};    ///< of TLS 1.2 and older; empty: OpenSSL's
  std::string protocols{};  ///< of ALPN, each with its length before it; empty: none
};

/// A client of TLS that can misbehave, and believes whoever answers. Every wait ends after ten
/// seconds at the latest.
class tls_socket {
 public:
  explicit tls_socket(std::uint16_t port, const tls_hello& hello = {});
  ~tls_socket();
  tls_socket(const tls_socket&) = delete;
  tls_socket& operator=(const tls_socket&) = delete;

  /// Whether the handshake was done.
  bool secure() const { return secure_; }
  std::string protocol() const;  ///< that ALPN chose
  std::string version() const;   ///< "TLSv1.3"
  long serial() const;           ///< of the server's certificate

  bool send(std::string_view bytes);
  std::string receive_until(std::string_view mark);
  std::string receive_rest();

  /// Whether the server said that no more comes, once everything was received.
  bool ended_properly() const;

  /// Says that no more comes from here.
  void finish();
  /// Asks for new keys, which is nothing that HTTP sees.
  bool renew_keys();
  /// Ends our half without a word, or the connection with RST.
  void cut();
  void reset();
  /// Bytes below TLS.
  bool send_raw(std::string_view bytes);

 private:
  bool fill();

  ssl_ctx_st* context_ = nullptr;
  ssl_st* ssl_ = nullptr;
  int fd_ = -1;
  bool secure_ = false;
  std::string in_;
};

}  // namespace parley::tests
