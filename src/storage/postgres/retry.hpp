#pragma once

#include <chrono>

#include "parley/base/clock.hpp"

namespace parley::storage::postgres {

/// When to try again to reach a server that is away: the first time at once, then after pauses of
/// 50 ms that double up to 2 s. Nobody waits here; who asks too early is told so.
class retry {
 public:
  explicit retry(const base::clock& clock) : clock_(clock) {}

  bool is_time() const { return clock_.monotonic() >= next_; }
  void failed();
  void succeeded() { pause_ = next_ = {}; }

 private:
  const base::clock& clock_;
  std::chrono::microseconds pause_{};
  std::chrono::microseconds next_{};
};

}  // namespace parley::storage::postgres
