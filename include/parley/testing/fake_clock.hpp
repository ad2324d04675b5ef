#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "parley/base/clock.hpp"

namespace parley::testing {

/// A clock that moves only when the test says so. It starts at 2026-01-02T03:04:05Z.
/// Safe to read and move from any thread.
class fake_clock : public base::clock {
 public:
  static constexpr std::int64_t start_micros = 1767323045000000;

  explicit fake_clock(base::timestamp start = base::from_micros(start_micros))
      : wall_(base::to_micros(start)) {}

  base::timestamp now() const override { return base::from_micros(wall_.load()); }
  std::chrono::microseconds monotonic() const override {
    return std::chrono::microseconds{monotonic_.load()};
  }

  /// Time passes: both clocks go forward.
  void advance(std::chrono::microseconds by) {
    wall_.fetch_add(by.count());
    monotonic_.fetch_add(by.count());
  }

  /// Somebody sets the wall clock, forward or back; the monotonic one does not notice.
  void set_wall(base::timestamp t) { wall_.store(base::to_micros(t)); }

 private:
  std::atomic<std::int64_t> wall_;
  std::atomic<std::int64_t> monotonic_{0};
};

}  // namespace parley::testing
