#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "frontends/http/transport/core.hpp"
#include "frontends/http/transport/request_reader.hpp"
#include "frontends/http/transport/wire.hpp"

namespace parley::frontends::http::transport {

class websocket_link;

/// One socket. Everything but answer() happens on the I/O thread; at any moment at most one read
/// or write is under way. While a request runs nothing is read, so that a client that pipelines
/// waits in its own socket and one that closed its sending half still gets its answer.
class connection final : public responder::sink, public std::enable_shared_from_this<connection> {
 public:
  connection(std::shared_ptr<core> owner, tcp_socket socket);

  /// Whether there is room for it. When there is none it says so and closes.
  enum class welcome : std::uint8_t { yes, server_is_full, peer_has_enough };
  void start(welcome how);

  /// Any thread; ignored unless the request of `ticket` is still running.
  void answer(std::uint64_t ticket, response r) override;

  /// When the sweeper calls expire().
  std::chrono::microseconds deadline() const;
  void expire();

  /// The server stops: closes now when nothing runs, else after the answer.
  void finish_up();

  /// At once, whatever runs.
  void close();

  std::size_t slot = 0;       ///< where the core keeps it
  peer_counts::key peer = 0;  ///< under which the core counts it

 private:
  static constexpr std::size_t small_buffer = 4096;  ///< what an idle connection holds

  enum class phase {
    securing,   ///< TLS's handshake
    idle,       ///< waiting for the first byte of a request
    head,       ///< within a header
    body,       ///< within a body
    running,    ///< the handler has it
    sending,    ///< bytes of an answer go out
    pulling,    ///< waiting for the next part of a streamed answer
    resting,    ///< was told to come back later: what it sends meanwhile waits in its socket
    lingering,  ///< all is said; waits for the client to close
    upgraded,   ///< it is a WebSocket: all is with `link_`
    closed,
  };

  // before the first request: connection_start.cpp
  void secure();
  void greeted();
  void begin();

  // receiving: connection_receive.cpp
  void enter(phase p, std::int64_t ms);
  void read();
  void received(std::size_t bytes);
  void ended();
  void make_room();
  void advance();
  void head_complete();
  bool hold_body();
  void release_body();
  void send_continue();
  void run_request();
  void refuse(const base::status& why, int http);

  // sending: connection_send.cpp
  void send(response r, bool may_stay);
  void write();
  void written(std::size_t bytes);
  void sent();
  void pull();
  void part_came(std::uint64_t pull, body_source::part part);
  void send_part(std::string part);
  void abort();
  void next_request();
  void rest();
  void linger();
  void drain();

  // live streams and WebSockets: connection_live.cpp
  void wait_for_live();
  void watch_client();
  void end_live();
  void become_socket(std::shared_ptr<upgrade> wanted);

  std::shared_ptr<core> core_;  // first: the socket needs its io_context to the end
  wire wire_;
  std::string peer_;
  phase phase_ = phase::idle;
  std::chrono::microseconds deadline_{};
  std::uint64_t ticket_ = 0;  ///< of the running request, or of the open pull

  request_reader reader_;
  std::vector<char> in_;  ///< bytes read; those from in_begin_ to in_end_ are not yet parsed
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;
  std::int64_t held_ = 0;  ///< our part of core::held_bytes
  welcome welcome_ = welcome::yes;
  std::size_t body_marks_ = 0;  ///< MiB of the body for which the deadline was moved

  // of the running exchange
  std::string request_id_;
  bool safe_method_ = true;
  bool head_method_ = false;
  bool http_1_0_ = false;
  bool keep_alive_ = true;

  // of the answer
  std::string out_head_;
  std::string out_body_;
  std::size_t out_sent_ = 0;
  bool chunked_ = false;
  bool refused_ = false;     ///< what goes out is a 503
  bool continuing_ = false;  ///< what goes out is "100 Continue"
  std::unique_ptr<body_source> stream_;
  bool watching_ = false;  ///< for the client to leave

  std::shared_ptr<websocket_link> link_;
};

}  // namespace parley::frontends::http::transport
