#include "frontends/http/transport/client_link.hpp"

#include <boost/asio/buffer.hpp>

namespace parley::frontends::http::transport {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Starts one operation and waits for it; closes the socket when the time is over.
template <class Start>
client_link::error_code client_link::run(std::int64_t ms, Start start) {
  error_code outcome = asio::error::would_block;
  io_.restart();
  start([&outcome](error_code ec) { outcome = ec; });
  io_.run_for(std::chrono::milliseconds(ms));
  if (outcome != asio::error::would_block) return outcome;
  close();
  io_.restart();
  io_.run();  // the cancelled handler refers to this frame
  return asio::error::timed_out;
}

/// Repeats a step of the session until it is done; it may take `ms` in all.
template <class Step>
client_link::error_code client_link::repeat(std::int64_t ms, Step step, std::size_t& bytes) {
  using steady = std::chrono::steady_clock;
  const auto until = steady::now() + std::chrono::milliseconds(ms);
  for (;;) {
    const tls_session::step now = step(*tls_);
    bytes = now.bytes;
    if (now.wait == tls_session::need::nothing) return now.error;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - steady::now()).count();
    const auto what =
        now.wait == tls_session::need::readable ? tcp::socket::wait_read : tcp::socket::wait_write;
    const auto ec = run(left, [&](auto done) { socket_.async_wait(what, done); });
    if (ec) return ec;
  }
}

base::result<void> client_link::connect(const server_url& to, const tls_context* tls,
                                        std::int64_t connect_ms) {
  const auto nobody = [&to](const std::string& why) {
    return base::fail(base::errc::unavailable, "",
                      "No server answers at " + to.text() + ": " + why + ".", 1000);
  };
  close();
  error_code ec;
  tcp::resolver resolver(io_);
  const auto found = resolver.resolve(to.host, to.port, tcp::resolver::numeric_service, ec);
  if (ec) return nobody(ec.message());
  ec = asio::error::host_not_found;
  for (const auto& entry : found) {
    close();
    ec = run(connect_ms, [&](auto done) { socket_.async_connect(entry.endpoint(), done); });
    if (!ec) break;
  }
  if (ec) {
    close();
    return nobody(ec.message());
  }
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  return to.tls ? secure(to, *tls, connect_ms) : base::result<void>{};
}

base::result<void> client_link::secure(const server_url& to, const tls_context& tls,
                                       std::int64_t connect_ms) {
  tls_ = tls_session::connect(tls, socket_.native_handle(), to.host);
  std::size_t none = 0;
  error_code ec = asio::error::no_memory;
  if (tls_)
    ec = repeat(
        connect_ms, [](tls_session& s) { return s.handshake(); }, none);
  if (!ec) return {};
  const auto why = tls_ && !tls_->trouble().empty() ? tls_->trouble() : ec.message();
  close();
  return base::fail(base::errc::unavailable, "",
                    "No TLS connection with " + to.text() + ": " + why + ".");
}

bool client_link::usable() {
  if (!socket_.is_open()) return false;
  if (tls_) {
    if (tls_->peek().wait == tls_session::need::readable) return true;
    close();
    return false;
  }
  char byte = 0;
  error_code ec;
  socket_.receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, ec);
  if (ec == asio::error::would_block) return true;
  close();
  return false;
}

client_link::error_code client_link::send(std::string_view bytes, std::int64_t silence_ms) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const auto ec =
        tls_ ? repeat(
                   silence_ms, [&](tls_session& s) { return s.write(bytes.data(), bytes.size()); },
                   sent)
             : run(silence_ms, [&](auto done) {
                 socket_.async_write_some(asio::buffer(bytes.data(), bytes.size()),
                                          [&sent, done](error_code e, std::size_t n) {
                                            sent = n;
                                            done(e);
                                          });
               });
    if (ec) return ec;
    bytes.remove_prefix(sent);
  }
  return {};
}

client_link::error_code client_link::receive(std::string& to, std::int64_t silence_ms) {
  std::size_t got = 0;
  const auto ec =
      tls_ ? repeat(
                 silence_ms, [&](tls_session& s) { return s.read(buffer_.data(), buffer_.size()); },
                 got)
           : run(silence_ms, [&](auto done) {
               socket_.async_read_some(asio::buffer(buffer_),
                                       [&got, done](error_code e, std::size_t n) {
                                         got = n;
                                         done(e);
                                       });
             });
  to.append(buffer_.data(), got);
  return ec;
}

void client_link::close() {
  error_code ignored;
  if (tls_ && socket_.is_open()) tls_->finish();
  tls_.reset();
  socket_.close(ignored);
}

}  // namespace parley::frontends::http::transport
