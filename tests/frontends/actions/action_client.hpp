#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "parley/domain/json.hpp"
#include "redis/connection.hpp"

namespace parley::tests {

using domain::json;

/// A service that sends actions and takes replies, over one connection. Throws the client's
/// failures. Used by one thread.
class action_client {
 public:
  /// Actions get the prefix in their ids, replies come to the queue `replies:PREFIX`.
  explicit action_client(const std::string& uri, std::string prefix = "t",
                         std::string tenant = "acme");

  const std::string& queue() const { return queue_; }

  /// The envelope of an action of a fresh id.
  json envelope(const std::string& type, json data);

  /// Adds an entry; its id in the stream.
  std::string send(const json& envelope, const std::string& priority = "normal");
  std::string send_text(const std::string& text, const std::string& priority = "normal");

  /// The next reply, or nothing in so much time.
  std::optional<json> receive(std::chrono::milliseconds within = std::chrono::seconds{20});

  /// The reply to an action that is sent now; null when none comes.
  json call(const std::string& type, json data);
  json call(const json& envelope);

  /// Entries of a stream, newest first: the fields of each, with the text of `action` as it is.
  json letters();
  std::int64_t length(const std::string& key);

  redis::connection& connection() { return connection_; }

 private:
  redis::connection connection_;
  std::string prefix_;
  std::string tenant_;
  std::string queue_;
  int sent_ = 0;
};

}  // namespace parley::tests
