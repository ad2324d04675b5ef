#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "frontends/http/transport/exchange.hpp"
#include "parley/base/status.hpp"

namespace parley::frontends::http::transport {

/// Turns the bytes of one connection into requests, one after the other. No I/O, no clock: the
/// connection and the fuzzer drive the same code.
class request_reader {
 public:
  enum class state {
    more,    ///< give it what was not consumed again, with more behind it
    head,    ///< the header is complete: call admit()
    done,    ///< take() the request
    failed,  ///< fault() says why; the connection is of no more use
  };

  struct step {
    std::size_t consumed = 0;
    state now = state::more;
  };

  /// Why a request is refused, and under which HTTP status.
  struct refusal {
    base::status why;
    int http = 400;
  };

  /// `header_bytes` bounds the header, a chunk's header and the trailers, each.
  explicit request_reader(std::int64_t header_bytes);
  ~request_reader();

  /// Never keeps a view of `bytes`. What it leaves unconsumed at `more` stays within header_bytes.
  step feed(std::string_view bytes);

  /// Lets the body come, up to `body_bytes`. False when its declared length is over that already
  /// (fault() says so).
  bool admit(std::int64_t body_bytes);

  /// Valid from `head` on; its body grows until `done`.
  const request& current() const;
  const refusal& fault() const;

  /// Whether the client waits for "100 Continue" before it sends the body.
  bool expects_continue() const;

  /// Whether the client speaks HTTP/1.0: it must get no chunks.
  bool http_1_0() const;

  /// Moves the complete request out and gets ready for the next one.
  request take();

 private:
  struct parser;
  std::unique_ptr<parser> parser_;
};

}  // namespace parley::frontends::http::transport
