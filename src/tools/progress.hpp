#pragma once

#include <cstdint>
#include <string>

namespace parley::tools {

/// A bar on stderr, drawn when stderr is a terminal and not more often than a person can see.
class progress {
 public:
  /// `total` 0: not known; then it counts instead.
  explicit progress(std::int64_t total_bytes);
  /// Takes the bar away: what follows is the summary.
  ~progress();
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  void at(std::int64_t bytes);

 private:
  std::int64_t total_;
  bool shown_;
  std::string last_;
};

}  // namespace parley::tools
