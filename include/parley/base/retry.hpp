#pragma once

#include <chrono>

#include "parley/base/clock.hpp"

namespace parley::base {

/// When to try again to reach a server that is away: the first time at once, then after pauses of
/// 50 ms that double up to 2 s. Nobody waits here; who asks too early is told so. Used by one
/// thread; the clock must outlive it.
class retry {
 public:
  explicit retry(const clock& time) : clock_(time) {}

  bool is_time() const { return clock_.monotonic() >= next_; }
  void failed();
  void succeeded() { pause_ = next_ = {}; }

 private:
  const clock& clock_;
  std::chrono::microseconds pause_{};
  std::chrono::microseconds next_{};
};

}  // namespace parley::base
