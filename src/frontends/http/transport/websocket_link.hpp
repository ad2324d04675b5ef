#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "frontends/http/transport/core.hpp"
#include "frontends/http/transport/socket.hpp"
#include "frontends/http/transport/wire.hpp"

namespace parley::frontends::http::transport {

/// A connection after its handshake. Everything but post() happens on the I/O thread.
class websocket_link : public socket_link {
 public:
  /// Takes the socket over and answers the handshake; `gone` is called once, when it is over.
  static std::shared_ptr<websocket_link> start(std::shared_ptr<core> owner, wire below,
                                               std::shared_ptr<upgrade> wanted,
                                               std::function<void()> gone);

  /// When the sweeper calls expire().
  virtual std::chrono::microseconds deadline() = 0;
  virtual void expire() = 0;

  /// The server stops.
  virtual void finish_up() = 0;

  /// At once, without a word.
  virtual void cut() = 0;
};

}  // namespace parley::frontends::http::transport
