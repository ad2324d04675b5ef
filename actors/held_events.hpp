#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "parley/domain/event.hpp"

namespace parley::actors {

/// Events without a message that sessions of one tenant told, until the messages are read behind which
/// they happened. Those of a session keep their order. A value without actors.
class held_events {
 public:
  using event_ptr = std::shared_ptr<const domain::event>;

  /// `after`: the seq of the session's last message before it; `read`: the number of a reading that
  /// begins after it happened, so that the message is there when that has come to the end.
  void hold(event_ptr what, std::int64_t after, std::uint64_t read);

  /// Behind what its session has here, and no longer; false: it has nothing here.
  bool hold_behind(const event_ptr& what);

  /// Those of the session that come before its message of that seq; they are held no more.
  std::vector<event_ptr> before(const std::string& session_id, std::int64_t seq);
  /// Those for which a reading was enough, likewise.
  std::vector<event_ptr> read(std::uint64_t number);
  std::vector<event_ptr> all();
  /// The session was erased.
  void forget(const std::string& session_id);

  std::size_t bytes() const { return bytes_; }

 private:
  struct entry {
    event_ptr what;
    std::int64_t after = 0;
    std::uint64_t read = 0;
  };
  using queue = std::deque<entry>;

  /// Takes from the front as long as `is_due`.
  template <class F>
  void take(queue& from, F is_due, std::vector<event_ptr>& into);
  template <class F>
  std::vector<event_ptr> take_all(F is_due);

  std::map<std::string, queue> sessions_;
  std::size_t bytes_ = 0;
};

}  // namespace parley::actors
