#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "storage/postgres/options.hpp"

struct pg_conn;
struct pg_result;

namespace parley::storage::postgres {

/// One connection to a server. Used by one thread; every method throws `failure`. Nothing waits
/// longer than the deadlines of the options, but for the system's resolver of names. After a
/// failure that `is_lost` there is nothing to do with it but to make another.
class connection {
 public:
  /// Connects. `options` must outlive it.
  explicit connection(const options& opts);

  /// Statements without parameters and without rows, several of them separated by semicolons.
  void run(const std::string& sql);

  /// No error so far and, as far as can be seen without asking, the server is still there.
  bool is_usable();

  /// 150018 for 15.18.
  int server_version() const;

  /// Warnings that the server sent since the connection was made.
  std::int64_t warnings() const { return *warnings_; }

  const options& opts() const { return options_; }

 private:
  friend class pipeline;

  struct close {
    void operator()(pg_conn* c) const noexcept;
  };
  using time_point = std::chrono::steady_clock::time_point;

  time_point deadline() const { return std::chrono::steady_clock::now() + options_.deadline; }
  void connect();
  /// Waits for the socket.
  void wait(bool for_reading, bool for_writing, time_point until);
  /// Gives all that was asked to the network, taking in what comes meanwhile.
  void flush(time_point until);
  /// The next answer; null after the last of a statement.
  pg_result* next(time_point until);
  [[noreturn]] void lose(const std::string& why);
  /// The name of a prepared statement; empty when there is none yet.
  std::string& name_of(const std::string& sql) { return prepared_[sql]; }
  std::string new_name() { return "p" + std::to_string(++names_); }

  const options& options_;
  std::unique_ptr<std::int64_t> warnings_ = std::make_unique<std::int64_t>(0);
  std::unique_ptr<pg_conn, close> pg_;
  std::unordered_map<std::string, std::string> prepared_;  ///< names by their SQL
  std::int64_t names_ = 0;
  bool lost_ = false;
};

}  // namespace parley::storage::postgres
