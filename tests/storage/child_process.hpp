#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace parley::tests {

/// A program that a test started: it ends with the test, even with one that is killed. To be
/// started and used by one thread, which lives as long. Servers of databases refuse root, so a test
/// that runs as root starts them as the user `postgres`.
class child_process {
 public:
  child_process() = default;
  ~child_process();
  child_process(child_process&& other) noexcept;
  child_process& operator=(child_process&& other) noexcept;

  /// The first word is the program's path; what it prints goes to the end of the file. Throws
  /// std::runtime_error when the system has no process left.
  static child_process start(const std::vector<std::string>& words, const std::string& output);

  bool is_running();
  pid_t pid() const { return pid_; }
  void signal(int number) const;

  /// Its exit code; nullopt when it has not ended in time. A signal counts as 128 and its number.
  std::optional<int> wait(std::chrono::milliseconds most);

  /// Kills it with all processes below it, none of which can do anything any more.
  void kill_all();

 private:
  explicit child_process(pid_t pid) : pid_(pid) {}
  void end() noexcept;

  pid_t pid_ = 0;
};

/// Gives a folder or file to the user as whom child processes run, and lets them reach it.
void give_to_child(const std::string& path);

/// A port of the loopback interface that nobody listens on.
int free_port();

}  // namespace parley::tests
