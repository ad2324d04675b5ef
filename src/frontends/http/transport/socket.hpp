#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "frontends/http/transport/exchange.hpp"

namespace parley::frontends::http::transport {

/// A WebSocket (RFC 6455) that was opened by a client, as who serves it uses it. Pings are answered,
/// and frames that break the protocol end it with 1002, text that is no UTF-8 with 1007, a message
/// that is too long with 1009 and one that is no text with 1003, before anybody sees them. While it
/// is read, a client that is silent for idle_connection_ms is pinged, and cut off when it stays so.
class socket_link {
 public:
  virtual ~socket_link() = default;

  /// Runs `work` on the I/O thread behind what was posted before; dropped when the socket is over.
  /// Any thread.
  virtual void post(std::function<void()> work) = 0;

  // On the I/O thread only:

  /// Lets one message come; a second call before it came does nothing. What is not read waits in
  /// the client's socket.
  virtual void read() = 0;

  /// Sends a text message behind those that wait. A client that does not take one within send_ms is
  /// closed with 4408.
  virtual void send(std::string text) = 0;

  /// Messages that were given and not sent yet.
  virtual std::size_t waiting() const = 0;

  /// Says good-bye behind the message that is being sent; the others are dropped.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
};

/// Who serves a WebSocket. Called on the I/O thread, must not block.
class socket_user {
 public:
  virtual ~socket_user() = default;

  /// The handshake is done. The link may be kept until `closed`.
  virtual void opened(std::shared_ptr<socket_link> link) = 0;

  /// A message, as `socket_link::read` let it come.
  virtual void received(std::string text) = 0;

  /// All that was given is with the client's socket.
  virtual void drained() = 0;

  /// It is over, whoever ended it. Nothing is called after it.
  virtual void closed() = 0;
};

/// The answer to a request that asks for a WebSocket.
struct upgrade {
  header_list headers;  ///< of the request
  std::string target;   ///< likewise
  std::int64_t message_bytes_max = 1048576;
  std::shared_ptr<socket_user> user;
};

/// Whether a request asks for a WebSocket of the version that is spoken here.
bool asks_for_socket(const request& r);

}  // namespace parley::frontends::http::transport
