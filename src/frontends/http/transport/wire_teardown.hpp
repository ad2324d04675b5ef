#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/beast/core/role.hpp>

#include "frontends/http/transport/wire.hpp"

namespace parley::frontends::http::transport {

/// Ends our half and throws away what comes until the other side has ended its own: closing a
/// socket with unread bytes would reset it, and the reset can overtake what was said last.
struct wire_teardown {
  wire& on;
  bool ended = false;

  template <class Self>
  void operator()(Self& self, boost::system::error_code ec = {}, std::size_t = 0) {
    auto& socket = on.socket();
    if (!ended && !ec) {
      ended = true;
      socket.non_blocking(true, ec);
      if (!ec) return on.async_end(std::move(self));
    }
    if (!ec) {
      std::array<char, 4096> thrown_away;
      socket.read_some(asio::buffer(thrown_away), ec);
      if (!ec || ec == asio::error::would_block)
        return socket.async_wait(tcp_socket::wait_read, std::move(self));
    }
    on.close();
    self.complete(ec == asio::error::eof ? boost::system::error_code{} : ec);
  }
};

/// How Beast's WebSockets end the stream below them.
template <class Handler>
void async_teardown(boost::beast::role_type, wire& on, Handler&& done) {
  asio::async_compose<Handler, void(boost::system::error_code)>(wire_teardown{on}, done,
                                                                on.socket());
}

inline void beast_close_socket(wire& on) { on.close(); }

}  // namespace parley::frontends::http::transport
