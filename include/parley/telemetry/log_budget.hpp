#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace parley::telemetry {

/// So many lines a second and no more, for what may happen on every request. Any thread, no lock;
/// threads that meet at the end of a second may pass it by a few.
class log_budget {
 public:
  explicit log_budget(std::uint32_t lines_per_second) : most_(lines_per_second) {}

  /// Whether a line may be written at that time of a monotonic clock: then how many were left out
  /// since the last one that was.
  std::optional<std::uint64_t> take(std::chrono::microseconds now);

 private:
  std::uint32_t most_;
  std::atomic<std::int64_t> second_{-1};
  std::atomic<std::uint32_t> written_{0};
  std::atomic<std::uint64_t> left_out_{0};
};

}  // namespace parley::telemetry
