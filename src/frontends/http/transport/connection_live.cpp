#include "frontends/http/transport/connection.hpp"
#include "frontends/http/transport/problem.hpp"
#include "frontends/http/transport/websocket_link.hpp"

namespace parley::frontends::http::transport {

using boost::system::error_code;

/// Its source gives a sign of life now and then; a client that is gone is noticed before that.
void connection::wait_for_live() {
  deadline_ = std::chrono::microseconds::max();
  keep_alive_ = false;
  if (!watching_) watch_client();
}

void connection::watch_client() {
  watching_ = true;
  wire_.socket().async_wait(tcp_socket::wait_read, [self = shared_from_this()](error_code ec) {
    self->watching_ = false;
    if (self->phase_ == phase::closed || self->phase_ == phase::lingering || !self->stream_) return;
    if (ec) return self->close();
    // What a client sends behind its request is not read; what TLS says to itself is.
    const auto found = self->wire_.look();
    if (found == wire::sign::gone) return self->close();
    if (found == wire::sign::nothing) self->watch_client();
  });
}

void connection::end_live() {
  ++ticket_;  // the part, should it still come, is for nobody
  stream_.reset();
  keep_alive_ = false;
  if (!chunked_) return sent();
  out_head_ = "0\r\n\r\n";
  out_body_.clear();
  out_sent_ = 0;
  enter(phase::sending, core_->options.limits.send_ms);
  write();
}

void connection::become_socket(std::shared_ptr<upgrade> wanted) {
  if (in_begin_ < in_end_) {
    keep_alive_ = false;
    return send(problem({base::errc::invalid_argument, "",
                         "Nothing may be sent before the WebSocket's handshake is answered."},
                        request_id_),
                false);
  }
  release_body();
  std::vector<char>().swap(in_);
  phase_ = phase::upgraded;
  const auto gone = [to = weak_from_this()] {
    if (const auto self = to.lock()) self->close();
  };
  link_ = websocket_link::start(core_, std::move(wire_), std::move(wanted), gone);
  if (core_->stopping) link_->finish_up();
}

}  // namespace parley::frontends::http::transport
