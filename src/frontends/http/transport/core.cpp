#include "frontends/http/transport/core.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <ctime>

#include "frontends/http/transport/connection.hpp"
#include "parley/base/entropy.hpp"
#include "parley/base/ids.hpp"

namespace parley::frontends::http::transport {

using boost::system::error_code;

namespace {

/// Connections over the limit that are told so; more than these are dropped without a word.
constexpr std::size_t refused_max = 64;

peer_counts::key peer_of(const tcp_socket& socket) {
  error_code ec;
  const auto end = socket.remote_endpoint(ec);
  return ec ? 0 : peer_counts::of(end.address());
}

/// A peer that is gone without a word is noticed by what it does not acknowledge. Twice the time
/// that an answer has, so that who merely reads too slowly is told so first.
void set_user_timeout(tcp_socket& socket, std::int64_t send_ms) {
  const auto ms = static_cast<unsigned>(2 * send_ms);
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
}

std::string make_date_line() {
  const std::time_t seconds = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  const auto n = std::strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
  return {text, n};
}

}  // namespace

core::core(server_options o, handler h)
    : options(std::move(o)),
      handle(std::move(h)),
      date_line_(make_date_line()),
      id_prefix_(base::make_suffix(base::system_entropy())) {}

base::result<std::uint16_t> core::listen() {
  const auto place = options.address + ":" + std::to_string(options.port);
  error_code ec;
  const auto address = asio::ip::make_address(options.address, ec);
  if (ec)
    return base::fail(
        base::errc::invalid_argument, "address",
        "The address must be numeric, such as 127.0.0.1; it is '" + options.address + "'.");
  const asio::ip::tcp::endpoint endpoint(address, options.port);
  acceptor_.open(endpoint.protocol(), ec);
  if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec) acceptor_.bind(endpoint, ec);
  if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
  if (ec)
    return base::fail(base::errc::unavailable, "",
                      "Cannot listen on " + place + ": " + ec.message() + ".");
  const auto bound = acceptor_.local_endpoint(ec);
  accept();
  arm_sweeper();
  return bound.port();
}

void core::run() {
  for (;;) {
    // Only memory that runs out throws here. The connection that it hit makes no more progress
    // and is closed at its deadline; the others go on.
    try {
      io.run();
      return;
    } catch (const std::exception&) {
      continue;
    }
  }
}

void core::accept() {
  acceptor_.async_accept([this](error_code ec, auto socket) {
    if (!acceptor_.is_open()) return;
    if (!ec) {
      accepted(std::move(socket));
    } else if (ec != asio::error::connection_aborted) {
      accept_paused_ = true;  // out of descriptors: the sweeper tries again
      return;
    }
    accept();
  });
}

void core::accepted(tcp_socket socket) {
  const auto limit = static_cast<std::size_t>(options.limits.connections);
  const auto of_peer_max =
      options.peer_connections == 0 ? limit : static_cast<std::size_t>(options.peer_connections);
  const auto peer = peer_of(socket);
  const auto of_peer = peers_.enter(peer);
  if (connections_.size() >= limit + refused_max || of_peer > of_peer_max + refused_max)
    return peers_.leave(peer);
  error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  set_user_timeout(socket, options.limits.send_ms);
  const auto how = connections_.size() >= limit ? connection::welcome::server_is_full
                   : of_peer > of_peer_max      ? connection::welcome::peer_has_enough
                                                : connection::welcome::yes;
  auto one = std::make_shared<connection>(shared_from_this(), std::move(socket));
  one->peer = peer;
  add(one);
  one->start(how);
}

void core::add(std::shared_ptr<connection> c) {
  c->slot = connections_.size();
  connections_.push_back(std::move(c));
  open.store(connections_.size(), std::memory_order_relaxed);
}

void core::remove(connection& c) {
  peers_.leave(c.peer);
  const auto slot = c.slot;
  connections_.back()->slot = slot;
  std::swap(connections_[slot], connections_.back());
  const auto last = std::move(connections_.back());  // may be the caller: it goes last
  connections_.pop_back();
  open.store(connections_.size(), std::memory_order_relaxed);
  if (stopping && connections_.empty()) sweeper_.cancel();
}

std::string core::next_request_id() { return id_prefix_ + "-" + std::to_string(++next_id_); }

void core::arm_sweeper() {
  sweeper_.expires_after(std::chrono::milliseconds(options.sweep_ms));
  sweeper_.async_wait([this](error_code) {
    sweep();
    if (!stopping || !connections_.empty()) arm_sweeper();
  });
}

void core::sweep() {
  date_line_ = make_date_line();
  if (accept_paused_ && acceptor_.is_open()) {
    accept_paused_ = false;
    accept();
  }
  if (stopping && std::chrono::steady_clock::now() >= cut_at_) close_all();
  const auto moment = now();
  for (auto i = connections_.size(); i-- > 0;) {
    if (i >= connections_.size()) continue;  // a time-out closed more than one
    if (moment < connections_[i]->deadline()) continue;
    const auto one = connections_[i];
    one->expire();
  }
}

void core::stop(std::chrono::milliseconds grace) {
  if (stopping) return;
  stopping = true;
  cut_at_ = std::chrono::steady_clock::now() + grace;
  error_code ignored;
  acceptor_.close(ignored);
  for (auto i = connections_.size(); i-- > 0;) {
    const auto one = connections_[i];
    one->finish_up();
  }
  if (grace <= std::chrono::milliseconds::zero()) close_all();
  sweeper_.cancel();  // it sees whether anything is left, and looks again from now on
}

void core::close_all() {
  while (!connections_.empty()) connections_.back()->close();
}

}  // namespace parley::frontends::http::transport
