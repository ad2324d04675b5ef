#pragma once

#include <string>

#include "storage/child_process.hpp"
#include "storage/scratch.hpp"

namespace parley::tests {

/// A pooler before a PostgreSQL of this machine, one transaction a time: what a client says may go
/// to another server's connection after each. Used by one thread.
class pgbouncer_server {
 public:
  static bool is_installed();

  /// Throws std::runtime_error, with the pooler's log, when it does not start.
  explicit pgbouncer_server(int postgres_port);
  ~pgbouncer_server();

  int port() const { return port_; }

  /// Ends it with all connections; starts it again at the same port.
  void kill9() { process_.kill_all(); }
  void start();

  std::string log() const;

 private:
  scratch folder_;
  int port_ = 0;
  child_process process_;
};

inline constexpr const char* no_pgbouncer = "SKIPPED: pgbouncer is not installed (pgbouncer)";

}  // namespace parley::tests
