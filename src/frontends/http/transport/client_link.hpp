#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/http/transport/server_url.hpp"
#include "frontends/http/transport/tls_session.hpp"
#include "parley/base/status.hpp"

namespace parley::frontends::http::transport {

/// The client's socket, with TLS on it when the server's address says so: blocking steps with a
/// time limit each.
class client_link {
 public:
  using error_code = boost::system::error_code;

  /// Tries every address of the host. `unavailable` when none answers, or when the server does not
  /// prove who it is. `tls` is used for https only.
  base::result<void> connect(const server_url& to, const tls_context* tls, std::int64_t connect_ms);

  /// Whether it is connected and the server has neither closed nor said anything unasked.
  bool usable();

  /// Errors: asio::error::timed_out after `silence_ms` without a byte, else those of the socket.
  error_code send(std::string_view bytes, std::int64_t silence_ms);

  /// Appends what has come to `to`; asio::error::eof when the server has closed its half.
  error_code receive(std::string& to, std::int64_t silence_ms);

  void close();

 private:
  template <class Start>
  error_code run(std::int64_t ms, Start start);
  template <class Step>
  error_code repeat(std::int64_t ms, Step step, std::size_t& bytes);
  base::result<void> secure(const server_url& to, const tls_context& tls, std::int64_t connect_ms);

  boost::asio::io_context io_{1};
  boost::asio::ip::tcp::socket socket_{io_};
  std::unique_ptr<tls_session> tls_;
  std::vector<char> buffer_ = std::vector<char>(65536);
};

}  // namespace parley::frontends::http::transport
