#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "frontends/http/transport/tls_context.hpp"

struct ssl_st;

namespace parley::frontends::http::transport {

/// One side of a TLS connection over a non-blocking socket, which outlives it or is not used by it
/// any more. Each step does what can be done at once and says what it waits for; then it is called
/// again, a write with the same bytes. A read and a write may wait side by side. One thread.
class tls_session {
 public:
  enum class need : std::uint8_t { nothing, readable, writable };

  struct step {
    need wait = need::nothing;
    std::size_t bytes = 0;
    /// asio::error::eof: the other side said that no more comes. An end without that is a failure.
    boost::system::error_code error{};
  };

  /// Null when memory is short.
  static std::unique_ptr<tls_session> accept(const tls_context& context, int descriptor);

  /// The certificate must be good for `host`, a name or an address.
  static std::unique_ptr<tls_session> connect(const tls_context& context, int descriptor,
                                              const std::string& host);

  ~tls_session();
  tls_session(const tls_session&) = delete;
  tls_session& operator=(const tls_session&) = delete;

  step handshake();
  step read(void* to, std::size_t size);
  step write(const void* from, std::size_t size);

  /// Whether a byte of content can be read, without taking it.
  step peek();

  /// Says that no more comes from here; done when that is with the socket, or can never be.
  step finish();

  /// Why the last step failed, for people: "certificate verify failed: self-signed certificate".
  const std::string& trouble() const { return trouble_; }

 private:
  explicit tls_session(ssl_st* made) : ssl_(made) {}
  static std::unique_ptr<tls_session> make(const tls_context& context, int descriptor);
  step after(int result, std::size_t bytes);

  ssl_st* ssl_;
  bool failed_ = false;
  std::string trouble_;
};

}  // namespace parley::frontends::http::transport
