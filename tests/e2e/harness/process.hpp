#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace parley::e2e {

/// What a program that has ended left behind.
struct finished {
  int code = -1;  ///< exit code; 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

using variables = std::map<std::string, std::string>;

/// The program under test as a child of its own. Its output goes to files, so that it never waits
/// for a reader. Killed on destruction if it still runs.
class process {
 public:
  struct options {
    variables environment;         ///< added to ours, which is freed from PARLEY_ settings
    std::string input;             ///< its stdin
    std::filesystem::path folder;  ///< where it runs; empty: here
  };

  process(const std::vector<std::string>& arguments, const options& given);
  process(std::string program, const std::vector<std::string>& arguments, const options& given);
  ~process();
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  pid_t id() const { return pid_; }
  void signal(int number);

  /// Waits for the end; kills it and fails the test after `limit`.
  finished wait(std::chrono::seconds limit = std::chrono::seconds{60});

  /// Waits until a line that contains `text` stands on stdout. Empty when the program ended first
  /// or the time is over.
  std::string wait_for_line(const std::string& text, std::chrono::seconds limit);

  std::string out() const;
  std::string err() const;

  /// Waits for the end at most so long; whether it came.
  bool ends_within(std::chrono::milliseconds limit);

 private:
  void reap();

  pid_t pid_ = -1;
  int watch_ = -1;  ///< a descriptor that becomes readable when the child ends
  int out_ = -1;
  int err_ = -1;
  bool reaped_ = false;
  int code_ = -1;
};

/// The path of the program under test.
std::string program();

/// Runs the program under test to its end.
finished run(const std::vector<std::string>& arguments, const process::options& given = {});

/// Resident bytes of a process that are its own: the pages of the store's file, which readers map, can
/// be taken back at any time.
std::int64_t resident_bytes(pid_t id);

/// As many open files as there may be, for this process and those it starts from now on; how many.
std::size_t raise_file_limit();

/// A folder that goes away with its owner.
class scratch_folder {
 public:
  scratch_folder();
  ~scratch_folder();
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  std::filesystem::path path;
  std::string file(const std::string& name) const { return (path / name).string(); }
  std::string store(const std::string& name = "test.db") const { return "sqlite:" + file(name); }
  std::string write(const std::string& name, const std::string& text) const;
};

std::string read_file(const std::filesystem::path& path);

}  // namespace parley::e2e
