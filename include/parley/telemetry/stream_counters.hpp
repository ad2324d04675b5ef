#pragma once

#include <atomic>
#include <cstdint>

namespace parley::telemetry {

/// What the live streams of a node count; written by the feed, read by anybody.
struct stream_counters {
  std::atomic<std::int64_t> subscribers{0};   ///< now
  std::atomic<std::int64_t> channels{0};      ///< sessions that somebody follows now
  std::atomic<std::int64_t> buffered{0};      ///< bytes of events that wait for subscribers
  std::atomic<std::uint64_t> published{0};    ///< events that sessions told
  std::atomic<std::uint64_t> delivered{0};    ///< events that subscribers were given
  std::atomic<std::uint64_t> fell_behind{0};  ///< times a subscriber went back to reading the store
  std::atomic<std::uint64_t> dropped{0};      ///< events without a message that were not told
  std::atomic<std::uint64_t> pages{0};        ///< read from the store for subscribers
};

}  // namespace parley::telemetry
