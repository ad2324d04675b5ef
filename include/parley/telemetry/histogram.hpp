#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

namespace parley::telemetry {

/// How many observations fell into which range, and their sum. Any thread may record and read: two
/// relaxed additions, no lock. A read is of one moment for each figure, not for all of them.
class histogram {
 public:
  static constexpr std::size_t bounds_max = 20;

  /// `bounds`: upper ends, inclusive, ascending, at most bounds_max. They are not copied:
  /// constants.
  explicit histogram(std::span<const std::int64_t> bounds) : bounds_(bounds) {}

  void record(std::int64_t value);

  struct snapshot {
    std::span<const std::int64_t> bounds;
    std::vector<std::uint64_t> counts;  ///< of each range alone; the last is above every bound
    std::int64_t sum = 0;
  };
  snapshot read() const;

 private:
  std::span<const std::int64_t> bounds_;
  std::array<std::atomic<std::uint64_t>, bounds_max + 1> counts_{};
  std::atomic<std::int64_t> sum_{0};
};

/// From a tenth of a millisecond to half a minute, in microseconds: of what a client waits for.
inline constexpr std::int64_t latency_us[] = {
    100,     250,     500,     1'000,     2'500,     5'000,     10'000,     25'000,    50'000,
    100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000, 30'000'000};

/// From a millisecond to five minutes: of what language models are asked for.
inline constexpr std::int64_t slow_us[] = {1'000,      5'000,      25'000,     100'000,
                                           250'000,    1'000'000,  2'500'000,  5'000'000,
                                           10'000'000, 30'000'000, 60'000'000, 300'000'000};

/// Of how many there were in one piece.
inline constexpr std::int64_t group_sizes[] = {0,   1,   2,   5,     10,    25,    50,
                                               100, 250, 500, 1'000, 2'500, 10'000};

}  // namespace parley::telemetry
