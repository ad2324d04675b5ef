#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "harness/wire.hpp"
#include "parley/domain/json.hpp"

namespace parley::e2e {

/// The client's side of RFC 6455, as far as it can also be broken.
class web_socket {
 public:
  enum opcode : std::uint8_t { more = 0, text = 1, binary = 2, good_bye = 8, ping = 9, pong = 10 };

  struct frame {
    opcode kind = text;
    std::string payload;
    std::uint16_t code = 0;  ///< of a good-bye
  };

  web_socket(const std::string& url, const std::string& path,
             const std::vector<std::string>& headers = {}, int receive_buffer = 0);

  int status() const { return status_of(head_); }
  const std::string& head() const { return head_; }

  bool send(opcode kind, const std::string& payload, bool last = true);
  bool send(const domain::json& message) { return send(text, message.dump()); }

  /// The next frame; nullopt: the connection ended, or nothing came in time.
  std::optional<frame> next_frame(wait_limit limit = patience);

  /// Sends a request and waits for its reply; events that come before it are kept.
  domain::json ask(domain::json request);

  /// The next event that is no heartbeat; null: none came.
  domain::json next_event(wait_limit limit = patience);

  /// The code of the server's good-bye, whatever comes before it; 0: none.
  std::uint16_t closed_with(wait_limit limit = patience);

  void leave() { wire_.reset(); }

 private:
  wire wire_;
  std::string head_;
  std::deque<domain::json> events_;
  std::uint64_t asked_ = 0;
};

}  // namespace parley::e2e
