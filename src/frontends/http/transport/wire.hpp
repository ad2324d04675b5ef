#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <memory>
#include <utility>

#include "frontends/http/transport/asio_types.hpp"
#include "frontends/http/transport/tls_session.hpp"

namespace parley::frontends::http::transport {

/// The stream of a connection of the server: a socket, plain or with TLS on it, as Asio's and
/// Beast's algorithms use one. Plain, it is the socket and one empty pointer. At most one read and
/// one write are under way; whoever started them keeps it where it is until they are over.
///
/// A read that the other side ended gives asio::error::eof, with TLS only when it said so: a
/// connection that just ends may have been cut by anybody.
class wire {
 public:
  using executor_type = executor;

  explicit wire(tcp_socket socket) : socket_(std::move(socket)) {}

  executor_type get_executor() { return socket_.get_executor(); }
  tcp_socket& socket() { return socket_; }

  /// From now on what is read and written goes through `session`, which is of this socket.
  void secure(std::unique_ptr<tls_session> session) { tls_ = std::move(session); }
  bool secured() const { return tls_ != nullptr; }

  template <class Handler>
  void async_handshake(Handler&& done) {
    run([](wire& self) { return self.tls_->handshake(); }, std::forward<Handler>(done));
  }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& to, Handler&& done) {
    if (!tls_) return socket_.async_read_some(to, std::forward<Handler>(done));
    const auto room = first_of<asio::mutable_buffer>(to);
    run([room](wire& self) { return self.tls_->read(room.data(), room.size()); },
        std::forward<Handler>(done));
  }

  template <class Buffers, class Handler>
  void async_write_some(const Buffers& from, Handler&& done) {
    if (!tls_) return socket_.async_write_some(from, std::forward<Handler>(done));
    run([from](wire& self) { return self.write_joined(from); }, std::forward<Handler>(done));
  }

  /// Says that no more comes from here; the other half stays open.
  template <class Handler>
  void async_end(Handler&& done) {
    run([](wire& self) { return self.end_now(); }, std::forward<Handler>(done));
  }

  /// Before a close: with TLS says the same, as far as that goes without waiting.
  void part() {
    if (tls_ && socket_.is_open()) tls_->finish();
  }

  enum class sign { nothing, bytes, gone };

  /// What is behind a socket that became readable; takes nothing of it.
  sign look() {
    boost::system::error_code failed;
    if (!tls_) {
      const auto bytes = socket_.available(failed);
      return failed || bytes == 0 ? sign::gone : sign::bytes;
    }
    const auto now = tls_->peek();
    if (now.wait != tls_session::need::nothing) return sign::nothing;
    return now.error ? sign::gone : sign::bytes;
  }

  /// At once; what is under way ends with operation_aborted.
  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

 private:
  /// What goes into one record of TLS, and so into one packet or few.
  static constexpr std::size_t record_bytes = 16384;

  /// Repeats one step of the session until it needs nothing more.
  template <class Step>
  struct stepping {
    wire& on;
    Step next;
    tls_session::step last{};
    bool waited = false;
    bool decided = false;

    template <class Self>
    void operator()(Self& self, boost::system::error_code ec = {}) {
      if (decided) return self.complete(last.error, last.bytes);
      // The number of a socket that was closed may be another one's by now.
      if (!on.socket_.is_open()) ec = asio::error::operation_aborted;
      if (!ec) last = next(on);
      if (ec) last = {tls_session::need::nothing, 0, ec};
      if (last.wait != tls_session::need::nothing) {
        waited = true;
        const auto what = last.wait == tls_session::need::readable ? tcp_socket::wait_read
                                                                   : tcp_socket::wait_write;
        return on.socket_.async_wait(what, std::move(self));
      }
      if (waited) return self.complete(last.error, last.bytes);
      decided = true;  // not from within the call that started it
      asio::post(on.get_executor(), std::move(self));
    }
  };

  template <class Step, class Handler>
  void run(Step next, Handler&& done) {
    asio::async_compose<Handler, void(boost::system::error_code, std::size_t)>(
        stepping<Step>{*this, std::move(next)}, done, socket_);
  }

  template <class Buffer, class Buffers>
  static Buffer first_of(const Buffers& all) {
    for (auto i = asio::buffer_sequence_begin(all); i != asio::buffer_sequence_end(all); ++i)
      if (const Buffer one(*i); one.size() > 0) return one;
    return {};
  }

  template <class Buffers>
  tls_session::step write_joined(const Buffers& from) {
    const auto first = first_of<asio::const_buffer>(from);
    if (first.size() >= record_bytes) return tls_->write(first.data(), first.size());
    std::array<char, record_bytes> joined;
    return tls_->write(joined.data(), asio::buffer_copy(asio::buffer(joined), from));
  }

  tls_session::step end_now() {
    const auto now = tls_ ? tls_->finish() : tls_session::step{};
    if (now.wait != tls_session::need::nothing) return now;
    tls_session::step ended;
    socket_.shutdown(asio::socket_base::shutdown_send, ended.error);
    return ended;
  }

  tcp_socket socket_;
  std::unique_ptr<tls_session> tls_;
};

}  // namespace parley::frontends::http::transport
