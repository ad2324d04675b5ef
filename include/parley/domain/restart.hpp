#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace parley::domain {

/// When what failed is started again, and when no more.
struct restart_rule {
  std::chrono::milliseconds first_delay{100};  ///< after the second crash, then doubled
  std::chrono::milliseconds longest_delay{30'000};
  std::chrono::seconds quiet{300};  ///< without a crash for so long: its crashes are forgotten
  std::chrono::seconds window{60};  ///< in which crashes are counted
  std::size_t session_crashes = 5;    ///< of one session in the window: it is given up
  std::chrono::seconds given_up{60};  ///< that while
  std::size_t node_crashes = 100;     ///< of all sessions within the window: the node ends
  int poison_crashes = 2;             ///< of one request: it is set aside
};

/// Crashes within a window of time. Times are of one monotonic clock.
class crash_window {
 public:
  /// Notes one; the number within the last `window`.
  std::size_t add(std::chrono::microseconds now, std::chrono::microseconds window);

 private:
  std::deque<std::chrono::microseconds> times_;
};

/// The crashes of one session.
class crash_record {
 public:
  /// Notes a crash. The session starts again at once after the first, then after a delay that
  /// doubles; `chance`, 64 random bits, takes off up to a half of it, so that sessions that failed
  /// together do not start together.
  void crashed(std::chrono::microseconds now, std::uint64_t chance, const restart_rule& rule);

  /// Not to be started before this.
  std::chrono::microseconds restart_at() const { return restart_at_; }

  /// It failed too often: requests are refused until `restart_at`.
  bool given_up() const { return given_up_; }

  /// It was quiet for so long that it starts with a clean record.
  bool forgotten(std::chrono::microseconds now, const restart_rule& rule) const;

  int crashes() const { return crashes_; }

 private:
  crash_window recent_;
  std::chrono::microseconds last_{0};
  std::chrono::microseconds restart_at_{0};
  int crashes_ = 0;
  bool given_up_ = false;
};

}  // namespace parley::domain
