#include <openssl/ssl3.h>

#include "frontends/http/transport/connection.hpp"
#include "frontends/http/transport/websocket_link.hpp"

namespace parley::frontends::http::transport {

using base::errc;
using boost::system::error_code;

namespace {

std::string name_of(const tcp_socket& socket) {
  error_code ec;
  const auto end = socket.remote_endpoint(ec);
  if (ec) return {};
  const auto host = end.address().to_string();
  return (end.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(end.port());
}

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

connection::connection(std::shared_ptr<core> owner, tcp_socket socket)
    : core_(std::move(owner)),
      wire_(std::move(socket)),
      peer_(name_of(wire_.socket())),
      reader_(core_->options.limits.header_bytes) {}

void connection::start(welcome how) {
  welcome_ = how;
  if (core_->options.tls)
    secure();
  else
    begin();
}

/// Nothing is set up for TLS before the client has said a word.
void connection::secure() {
  enter(phase::securing, core_->options.limits.header_ms);
  wire_.socket().async_wait(tcp_socket::wait_read, [self = shared_from_this()](error_code ec) {
    if (self->phase_ == phase::closed) return;
    if (ec)
      self->close();
    else
      self->greeted();
  });
}

void connection::greeted() {
  auto& socket = wire_.socket();
  char first = 0;
  error_code ec;
  socket.non_blocking(true, ec);
  if (ec || socket.receive(asio::buffer(&first, 1), tcp_socket::message_peek, ec) == 0 || ec)
    return close();
  if (is_letter(first)) {
    in_.resize(small_buffer);
    return refuse({errc::invalid_argument, "",
                   "This server speaks HTTPS on this port; ask it by an https:// address.", 0},
                  400);
  }
  auto session = first == SSL3_RT_HANDSHAKE
                     ? tls_session::accept(*core_->options.tls, socket.native_handle())
                     : nullptr;
  if (!session) return close();
  wire_.secure(std::move(session));
  wire_.async_handshake([self = shared_from_this()](error_code failed, std::size_t) {
    if (self->phase_ == phase::closed) return;
    if (failed)
      self->close();
    else
      self->begin();
  });
}

void connection::begin() {
  in_.resize(small_buffer);
  const auto& options = core_->options;
  if (welcome_ == welcome::server_is_full)
    return refuse({errc::overloaded, "",
                   "The server takes " + std::to_string(options.limits.connections) +
                       " connections and has them all; try again.",
                   1000},
                  503);
  if (welcome_ == welcome::peer_has_enough)
    return refuse({errc::overloaded, "",
                   "The server takes " + std::to_string(options.peer_connections) +
                       " connections of one address, and has them of yours; try again.",
                   1000},
                  503);
  enter(phase::idle, core_->options.limits.idle_connection_ms);
  read();
}

}  // namespace parley::frontends::http::transport
