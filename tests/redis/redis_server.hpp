#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "redis/commands.hpp"
#include "redis/reply.hpp"
#include "storage/child_process.hpp"
#include "storage/scratch.hpp"

namespace parley::tests {

/// A Redis of the test's own: a folder that vanishes, a free port of the loopback interface and a
/// Unix socket, a process that ends with the test. Used by one thread, but for `uri` and `port`.
class redis_server {
 public:
  enum class durability {
    none,    ///< nothing is written: for everything but faults
    always,  ///< an append-only file, synced before every answer
  };

  /// The server's program; nullopt when it is not installed.
  static std::optional<std::string> program();

  /// `settings` as in its configuration: name, value, name, value. Throws std::runtime_error, with
  /// the server's log, when it does not start.
  explicit redis_server(durability d = durability::none, std::vector<std::string> settings = {});
  ~redis_server();
  redis_server(const redis_server&) = delete;
  redis_server& operator=(const redis_server&) = delete;

  int port() const { return port_; }
  std::string socket() const { return folder_.path("socket"); }
  /// A file of its folder.
  std::string path(const std::string& name) const { return folder_.path(name); }

  /// By another port, when something is between.
  std::string uri(int port = 0) const;
  /// The same for a store that nobody else has.
  std::string fresh(int port = 0);

  /// What it answers to one command. Throws the client's failures.
  redis::reply run(std::initializer_list<std::string_view> words);
  /// Changes a setting until it ends.
  void set(std::string_view name, std::string_view value) { run({"CONFIG", "SET", name, value}); }

  /// Ends it as if the power failed, but for the operating system's cache; starts it again.
  void kill9();
  /// Ends it in order, which breaks connections.
  void stop();
  void start();
  void restart() {
    stop();
    start();
  }

  /// What it has written down.
  std::string log() const;

 private:
  scratch folder_;
  durability durability_;
  std::vector<std::string> settings_;
  int port_ = 0;
  int stores_ = 0;
  child_process process_;
};

/// One for all cases of a program, which writes nothing. Null when Redis is not installed; what a
/// test says then begins with SKIPPED.
redis_server* shared_redis();
inline constexpr const char* no_redis = "SKIPPED: Redis is not installed (redis-server)";

}  // namespace parley::tests
