#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "frontends/http/transport/asio_types.hpp"
#include "frontends/http/transport/peer_counts.hpp"
#include "frontends/http/transport/server.hpp"

namespace parley::frontends::http::transport {

class connection;

/// What all connections of a server share. Everything but `open` is for the I/O thread alone.
///
/// It lives as long as the last connection or responder, so that a late answer finds a queue to be
/// dropped in. What is queued in `io` from other threads therefore must not own a connection.
class core : public std::enable_shared_from_this<core> {
 public:
  core(server_options o, handler h);

  /// Binds and listens; the port, or why not.
  base::result<std::uint16_t> listen();

  /// The I/O thread's whole life.
  void run();

  /// Begins the end; called on the I/O thread.
  void stop(std::chrono::milliseconds grace);

  void add(std::shared_ptr<connection> c);
  void remove(connection& c);

  std::chrono::microseconds now() const { return options.clock->monotonic(); }
  std::chrono::microseconds after(std::int64_t ms) const {
    return now() + std::chrono::milliseconds(ms);
  }

  /// "Date: ...\r\n", renewed by the sweeper.
  const std::string& date_line() const { return date_line_; }
  std::string next_request_id();

  server_options options;
  handler handle;
  asio::io_context io{1};
  std::int64_t held_bytes = 0;  ///< of request bodies, see server_options::held_bytes_max
  bool stopping = false;
  std::atomic<std::size_t> open{0};

 private:
  void accept();
  void accepted(tcp_socket socket);
  void arm_sweeper();
  void sweep();
  void close_all();

  tcp_acceptor acceptor_{io};
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>, executor>
      sweeper_{io};
  std::vector<std::shared_ptr<connection>> connections_;
  peer_counts peers_;
  bool accept_paused_ = false;
  std::chrono::steady_clock::time_point cut_at_{};
  std::string date_line_;
  std::string id_prefix_;
  std::uint64_t next_id_ = 0;
};

}  // namespace parley::frontends::http::transport
