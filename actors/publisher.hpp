#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "parley/protocol/feed.hpp"
#include "parley/telemetry/stream_counters.hpp"

namespace parley::actors {

/// What sessions and the feed share, with atomics and no lock. Any thread.
///
/// A session asks `followed` before it tells anything, so that one that nobody follows pays a look
/// at a number. Sessions whose hashes fall together are told of needlessly, and the feed drops that.
/// The feed says `follow` before it reads where a history ends: what was committed before that is
/// read, and what is committed later is told.
class feed_line {
 public:
  /// `waiting_max`: publications in the feed's mailbox; above it they are not sent.
  explicit feed_line(std::int64_t waiting_max) : waiting_max_(waiting_max) {}

  bool followed(const storage::session_ref& ref) const {
    return slot(ref).load(std::memory_order_seq_cst) > 0;
  }
  void follow(const storage::session_ref& ref) { slot(ref).fetch_add(1); }
  void unfollow(const storage::session_ref& ref) { slot(ref).fetch_sub(1); }

  /// Whether one more may be sent. When not, the feed is told that something is missing.
  bool enter();
  void leave() { waiting_.fetch_sub(1, std::memory_order_relaxed); }
  /// Whether something was not sent since this was asked last.
  bool overflowed() { return overflowed_.exchange(false); }

  telemetry::stream_counters counters;

 private:
  using counter = std::atomic<std::int32_t>;
  static constexpr std::size_t slots = 8192;

  counter& slot(const storage::session_ref& ref);
  const counter& slot(const storage::session_ref& ref) const;

  std::int64_t waiting_max_;
  std::atomic<std::int64_t> waiting_{0};
  std::atomic<bool> overflowed_{false};
  std::array<counter, slots> followers_{};
};

/// Tells the feed what happened in sessions that somebody follows. Sessions hold it; any thread.
class publisher {
 public:
  publisher(std::shared_ptr<feed_line> line, protocol::feed_actor feed)
      : line_(std::move(line)), feed_(std::move(feed)) {}

  bool followed(const storage::session_ref& ref) const { return line_->followed(ref); }
  void tell(protocol::publication what) const;

 private:
  std::shared_ptr<feed_line> line_;
  protocol::feed_actor feed_;
};

}  // namespace parley::actors
