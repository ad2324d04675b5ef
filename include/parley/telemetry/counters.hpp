#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace parley::telemetry {

/// Count, sum, least and greatest of a duration. Written from one actor at a time or from many:
/// each figure is exact by itself, a snapshot of all four is not.
class duration_stats {
 public:
  void record(std::chrono::microseconds value);

  struct snapshot {
    std::uint64_t count = 0;
    std::chrono::microseconds sum{0};
    std::chrono::microseconds least{0};
    std::chrono::microseconds greatest{0};
  };
  snapshot read() const;

 private:
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::int64_t> sum_{0};
  std::atomic<std::int64_t> least_{0};
  std::atomic<std::int64_t> greatest_{0};
};

/// What a node counts; shared by all of its actors, read by the front ends.
struct counters {
  duration_stats creation;  ///< of sessions, from request to durable
  std::atomic<std::uint64_t> messages_appended{0};
  std::atomic<std::uint64_t> commits{0};
  std::atomic<std::uint64_t> commits_unknown{0};
  std::atomic<std::uint64_t> summaries_made{0};
  std::atomic<std::uint64_t> summaries_failed{0};   ///< attempts
  std::atomic<std::int64_t> index_behind{0};        ///< messages that the search index lacks
  std::atomic<std::uint64_t> sessions_moved{0};     ///< into the archive
  std::atomic<std::uint64_t> sessions_recalled{0};  ///< from there
  std::atomic<std::uint64_t> moves_failed{0};
  std::atomic<std::int64_t> migration_lag_s{0};  ///< how long the oldest has been due
};

}  // namespace parley::telemetry
