#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "parley/domain/event.hpp"

namespace parley::actors {

/// What happened lately in one session, kept once for all who follow it until the slowest of them
/// has it or it is dropped. Each of them holds a position: what is there comes next for it. A value
/// without actors.
class feed_ring {
 public:
  using position = std::uint64_t;

  /// Without an event: messages up to `seq` that have to be read from the store, or a mark (seq 0).
  struct entry {
    std::shared_ptr<const domain::event> what;
    std::int64_t seq = 0;  ///< of a message, or its place among those of a tenant; else 0
    std::size_t bytes = 0;
    std::uint32_t readers = 0;  ///< for whom this comes next
  };

  /// One more who follows from here on; its position.
  position join();
  /// One for whom something was dropped goes on with the oldest that is left; once for each time.
  position rejoin();
  void leave(position at);
  /// Somebody has what was at `from`; where it is then.
  position advance(position from);

  position end() const { return first_ + entries_.size(); }
  /// Whether what comes next for who is there is still here; else it rejoins.
  bool holds(position at) const { return at >= first_; }
  const entry& at(position at) const { return entries_[at - first_]; }

  void push(std::shared_ptr<const domain::event> what, std::int64_t seq);
  /// Messages up to that seq are not here.
  void push_hole(std::int64_t seq);
  /// Where something has to be looked at that is not here.
  void push_mark() { push_hole(0); }

  /// Drops what is oldest, whoever waits for it, until no more bytes are left than that. For who
  /// waited nothing more is kept.
  void drop_to(std::size_t bytes_max);

  /// Of this message nothing is kept: it is read from the store by who did not have it yet.
  void blank(const std::string& session_id, std::int64_t seq);
  /// Of this session nothing is kept. What it wrote is looked for in the store, and what it told is
  /// not told any more.
  void forget(const std::string& session_id);

  std::size_t bytes() const { return bytes_; }
  /// Events that are nowhere else, all but messages and chunks, and that somebody did not get.
  std::uint64_t lost() const { return lost_; }

 private:
  void add(entry e);
  void trim();
  void remove_first();
  void clear(entry& e);

  std::deque<entry> entries_;
  position first_ = 1;           ///< nothing is at 0
  std::uint32_t at_end_ = 0;     ///< who have everything
  std::uint32_t overtaken_ = 0;  ///< for whom something was dropped, and who did not rejoin yet
  std::size_t bytes_ = 0;
  std::uint64_t lost_ = 0;
};

}  // namespace parley::actors
