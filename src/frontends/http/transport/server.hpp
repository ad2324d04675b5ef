#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "frontends/http/transport/exchange.hpp"
#include "frontends/http/transport/tls_context.hpp"
#include "parley/base/clock.hpp"
#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"

namespace parley::frontends::http::transport {

struct server_options {
  std::string address = "127.0.0.1";  ///< of an interface, numeric
  std::uint16_t port = 0;             ///< 0: any free one, see server::port()
  base::limits limits;

  /// Null: plain HTTP. Else everything is TLS; who speaks plain HTTP is answered 400.
  std::shared_ptr<const tls_context> tls;

  /// The longest body that a request may bring, or why it may not come at all; asked when its header
  /// is complete and before its body is read, so that an upload that is refused costs nothing. Absent:
  /// limits.body_bytes for every route.
  std::function<base::result<std::int64_t>(const request& head)> admit;

  /// Bytes of all bodies that are being read or worked on; above it a request with a body is
  /// answered 503, so that many large uploads cannot take the memory.
  std::int64_t held_bytes_max = 536870912;

  /// Connections that one peer address may have (one /64 of IPv6); more are answered 503. 0: as
  /// many as limits.connections.
  std::int64_t peer_connections = 0;

  /// Whether WebSockets compress (RFC 7692) for clients that want it and let the window be 4 KiB.
  bool deflate = false;

  std::int64_t sweep_ms = 250;    ///< how exactly time-outs are kept
  std::int64_t rest_ms = 100;     ///< nothing is read for so long from whom 503 was answered
  std::int64_t linger_ms = 1000;  ///< a closed connection is given so long to read its last answer
  const base::clock* clock = nullptr;  ///< null: the machine's
};

/// An HTTP/1.1 server: one I/O thread, any number of connections, no timer per request.
///
/// Requests of one connection are answered one at a time, in order. A request that breaks HTTP or a
/// limit is answered with a problem document and does not reach the handler. HEAD and OPTIONS do;
/// the body of an answer to HEAD is not sent.
/// Time-outs (limits): an idle connection is closed silently; a header or body that does not come
/// in time is answered 408, a handshake of TLS has as long as a header; an answer that is not taken
/// in time ends the connection. Bodies have body_ms for every MiB, answers send_ms likewise. A
/// request that the handler does not answer within request_ms and a tenth is answered 504: the
/// tenth lets the layers below, which know what was submitted, speak first.
class server {
 public:
  /// `unavailable` when the address cannot be had.
  static base::result<std::unique_ptr<server>> start(server_options options, handler handle);

  /// Stops without grace.
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  std::uint16_t port() const { return port_; }

  /// Of a server with TLS: connections that come from now on get these certificates; the others go
  /// on with theirs. Not to be called beside `stop`.
  void renew(std::shared_ptr<const tls_context> tls);

  /// Open connections, at this moment. From any thread.
  std::size_t connections() const;

  /// Accepts no more, closes idle connections, lets running requests finish for `grace`, then cuts
  /// what is left. Returns when the I/O thread has ended; never call it on that thread. Responders
  /// that are still out may be used later; they do nothing. Calling it again does nothing; two
  /// threads must not call it at once.
  void stop(std::chrono::milliseconds grace);

 private:
  server() = default;

  std::shared_ptr<class core> core_;
  std::thread thread_;
  std::uint16_t port_ = 0;
};

}  // namespace parley::frontends::http::transport
