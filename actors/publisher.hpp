#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "parley/protocol/feed.hpp"
#include "parley/telemetry/stream_counters.hpp"

namespace parley::actors {

/// What sessions and the feed share, with atomics and no lock. Any thread.
///
/// A session asks `followed` before it tells anything, so that one that nobody follows pays a look
/// at a number. Sessions whose hashes fall together are told of needlessly, and the feed drops that.
/// The feed says `follow` before it reads where a history ends: what was committed before that is
/// read, and what is committed later is told.
///
/// A whole tenant is followed as a session without an id. That something was committed in it is said
/// by a mark, and by a message only when the mark was not there: however much is written, the feed
/// has one such message before it.
class feed_line {
 public:
  /// `waiting_max`: publications in the feed's mailbox; above it they are not sent.
  explicit feed_line(std::int64_t waiting_max) : waiting_max_(waiting_max) {}

  bool followed(const storage::session_ref& ref) const { return followed(ref.tenant, ref.id); }
  bool tenant_followed(const std::string& tenant) const { return followed(tenant, {}); }
  void follow(const storage::session_ref& ref) { followers_[slot(ref.tenant, ref.id)].fetch_add(1); }
  void unfollow(const storage::session_ref& ref) {
    followers_[slot(ref.tenant, ref.id)].fetch_sub(1);
  }

  /// Marks the tenant; false when it was marked before.
  bool touch(const std::string& tenant) { return !touched_[mark(tenant)].exchange(true); }
  void untouch(const std::string& tenant) { touched_[mark(tenant)].exchange(false); }
  /// Whether two tenants have one mark.
  static bool share_touch(const std::string& a, const std::string& b) { return mark(a) == mark(b); }

  /// Whether one more may be sent. When not, the feed is told that something is missing.
  bool enter();
  /// The same for what is asked for when it is not sent: it leaves half of the room to the others.
  bool enter_spare();
  void leave() { waiting_.fetch_sub(1, std::memory_order_relaxed); }
  /// Whether something was not sent since this was asked last.
  bool overflowed() { return overflowed_.exchange(false); }

  telemetry::stream_counters counters;

 private:
  static constexpr std::size_t slots = 8192;
  static constexpr std::size_t marks = 1024;

  static std::size_t slot(std::string_view tenant, std::string_view id);
  static std::size_t mark(std::string_view tenant);
  bool followed(std::string_view tenant, std::string_view id) const {
    return followers_[slot(tenant, id)].load(std::memory_order_seq_cst) > 0;
  }

  std::int64_t waiting_max_;
  std::atomic<std::int64_t> waiting_{0};
  std::atomic<bool> overflowed_{false};
  std::array<std::atomic<std::int32_t>, slots> followers_{};
  std::array<std::atomic<bool>, marks> touched_{};
};

/// Tells the feed what happened in sessions that somebody follows. Sessions hold it; any thread.
class publisher {
 public:
  publisher(std::shared_ptr<feed_line> line, protocol::feed_actor feed)
      : line_(std::move(line)), feed_(std::move(feed)) {}

  bool followed(const storage::session_ref& ref) const { return line_->followed(ref); }
  bool tenant_followed(const std::string& tenant) const { return line_->tenant_followed(tenant); }
  void tell(protocol::publication what) const;
  /// What who follows a tenant asks for when it was not told: chunks.
  void tell_spare(protocol::publication what) const;
  /// Messages were committed in the tenant, which are read by who follows it.
  void touch(const std::string& tenant) const;

 private:
  std::shared_ptr<feed_line> line_;
  protocol::feed_actor feed_;
};

}  // namespace parley::actors
