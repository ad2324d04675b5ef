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

base::result<void> client_link::connect(const server_url& to, std::int64_t connect_ms) {
  const auto nobody = [&to](const std::string& why) {
    return base::fail(base::errc::unavailable, "",
                      "No server answers at http://" + to.authority + ": " + why + ".", 1000);
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
  return {};
}

bool client_link::usable() {
  if (!socket_.is_open()) return false;
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
    const auto ec = run(silence_ms, [&](auto done) {
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
  const auto ec = run(silence_ms, [&](auto done) {
    socket_.async_read_some(asio::buffer(buffer_), [&got, done](error_code e, std::size_t n) {
      got = n;
      done(e);
    });
  });
  to.append(buffer_.data(), got);
  return ec;
}

void client_link::close() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace parley::frontends::http::transport
