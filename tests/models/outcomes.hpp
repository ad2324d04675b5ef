#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "parley/models/summarizer.hpp"

namespace parley::tests {

/// How jobs ended, by a number that the test gives them.
class outcomes {
 public:
  models::summary_done taker(int job) {
    return [this, job](base::result<std::string> result) {
      const std::lock_guard lock{mutex_};
      results_[job].push_back(std::move(result));
      ++ended_;
      changed_.notify_all();
    };
  }

  /// False when so many have not ended within half a minute, which no test takes.
  bool await(std::size_t n) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{30}, [&] { return ended_ >= n; });
  }

  std::size_t ended() const {
    const std::lock_guard lock{mutex_};
    return ended_;
  }

  /// How often a job ended.
  std::size_t times(int job) const {
    const std::lock_guard lock{mutex_};
    const auto found = results_.find(job);
    return found == results_.end() ? 0 : found->second.size();
  }

  /// How it ended the first time.
  base::result<std::string> of(int job) const {
    const std::lock_guard lock{mutex_};
    const auto found = results_.find(job);
    if (found == results_.end()) return base::fail(base::errc::internal, "", "it has not ended");
    return found->second.front();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<int, std::vector<base::result<std::string>>> results_;
  std::size_t ended_ = 0;
};

}  // namespace parley::tests
