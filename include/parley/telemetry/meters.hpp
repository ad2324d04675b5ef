#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "parley/telemetry/histogram.hpp"
#include "parley/telemetry/make_meters.hpp"

namespace parley::telemetry {

/// How a job of the courier ended, or one attempt at it.
enum class job_end : std::uint8_t {
  done,     ///< it is over
  retried,  ///< it failed and is tried again later
  dead,     ///< it failed for good and is a dead letter
};

/// What the actors of a node measure, besides what `counters` counts; shared by all of them. Any
/// thread, no locks.
struct meters {
  histogram append_us{latency_us};   ///< from a session's mailbox to the answer, durable
  histogram context_us{latency_us};  ///< from the request for a context to its answer
  histogram summary_us{slow_us};     ///< from the beginning of an attempt to the stored summary
  histogram commit_us{latency_us};   ///< of the store
  histogram commit_messages{group_sizes};
  std::atomic<std::int64_t> mailbox_depth{0};  ///< requests that nobody has begun to handle

  static constexpr std::size_t job_kinds = 8;  ///< at most; by number of storage::job_kind
  static constexpr std::size_t job_ends = 3;
  std::array<std::array<std::atomic<std::uint64_t>, job_ends>, job_kinds> jobs{};

  void count_job(std::size_t kind, job_end how) {
    if (kind < job_kinds)
      jobs[kind][static_cast<std::size_t>(how)].fetch_add(1, std::memory_order_relaxed);
  }
};

}  // namespace parley::telemetry
