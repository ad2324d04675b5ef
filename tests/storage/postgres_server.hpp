#pragma once

#include <optional>
#include <string>

#include "storage/child_process.hpp"
#include "storage/scratch.hpp"

namespace parley::tests {

/// A PostgreSQL of the test's own: a folder that vanishes, a free port of the loopback interface, a
/// process that ends with the test. Its databases belong to the role `parley`, which is no
/// superuser, so that row-level security holds; anybody is let in from this machine, but the role
/// `locked` needs the password `open sesame`. Used by one thread, but for `uri`.
class postgres_server {
 public:
  enum class durability {
    none,  ///< no fsync: for everything but faults
    full,
  };

  /// The folder of the server's programs; nullopt when they are not installed.
  static std::optional<std::string> programs();

  /// Throws std::runtime_error, with the server's log, when it does not start.
  explicit postgres_server(durability d = durability::none);
  ~postgres_server();
  postgres_server(const postgres_server&) = delete;
  postgres_server& operator=(const postgres_server&) = delete;

  int port() const { return port_; }

  /// Of a database, for the role `parley`; by another port, when something is between.
  std::string uri(const std::string& database, int port = 0) const;

  /// The name of a new, empty database, or of a copy of one that nobody is connected to.
  std::string fresh(const std::string& from = "template1");
  void drop(const std::string& database);

  /// Runs SQL as superuser, who sees every row; the values of the last result, `|` between columns
  /// and a line for each row. Throws std::runtime_error with the server's message.
  std::string run(const std::string& database, const std::string& sql);

  /// Refuses the next statements, so many, that write into a table ("schema.table") with that
  /// SQLSTATE.
  void refuse_writes(const std::string& database, const std::string& table, const std::string& code,
                     int times);

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
  std::string programs_;
  int port_ = 0;
  int databases_ = 0;
  child_process process_;
};

/// One for all cases of a program, without fsync. Null when PostgreSQL is not installed; what a
/// test says then begins with SKIPPED.
postgres_server* shared_postgres();
inline constexpr const char* no_postgres = "SKIPPED: PostgreSQL is not installed (postgresql)";

}  // namespace parley::tests
