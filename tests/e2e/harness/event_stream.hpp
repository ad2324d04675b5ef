#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/wire.hpp"
#include "parley/domain/json.hpp"

namespace parley::e2e {

/// What came as one Server-Sent Event.
struct sent_event {
  std::string id;
  std::string type;
  domain::json data;
};

/// Server-Sent Events as a browser reads them.
class event_stream {
 public:
  /// `headers`: whole lines, "Name: value".
  event_stream(const std::string& url, const std::string& path,
               const std::vector<std::string>& headers = {}, int receive_buffer = 0);

  int status() const { return status_of(head_); }
  const std::string& head() const { return head_; }

  /// The next one that is no heartbeat; nullopt: the stream ended, or nothing came in time.
  std::optional<sent_event> next(wait_limit limit = patience);
  /// The same with heartbeats.
  std::optional<sent_event> next_of_all(wait_limit limit = patience);

  /// The body ended as it should, with its last chunk.
  bool ended() const { return ended_; }
  void leave() { wire_.reset(); }

 private:
  bool more(wait_limit limit);

  wire wire_;
  std::string head_;
  std::string text_;  ///< of the body, without chunks
  bool ended_ = false;
};

}  // namespace parley::e2e
