#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "frontends/actions/lanes.hpp"
#include "frontends/actions/load.hpp"
#include "frontends/actions/options.hpp"
#include "frontends/actions/queue.hpp"
#include "frontends/actions/replier.hpp"

namespace parley::frontends::actions {

/// What has become of actions since the start.
struct counts {
  std::uint64_t done = 0;    ///< they succeeded
  std::uint64_t failed = 0;  ///< they did not, and were answered or set aside
  std::uint64_t dead = 0;    ///< of both, what became dead letters
  std::uint64_t in_flight = 0;
};

/// How many actions of a type came to which end; each is counted once.
struct action_tally {
  std::string_view type;     ///< of the table, or "other"
  std::uint64_t done = 0;
  std::uint64_t failed = 0;  ///< they were answered with an error
  std::uint64_t dead = 0;    ///< they became dead letters
};

/// Runs actions that were taken: several at once, those of a session one after another, each again
/// while its store is away. Its methods are called from any thread. What is under way keeps it
/// alive.
class runner : public std::enable_shared_from_this<runner> {
 public:
  explicit runner(options opts);

  /// An action is begun, or waits for its session's turn and for room.
  void take(taken what);

  /// It was begun too often: it is answered and set aside, unless it is not even to be looked at.
  void set_aside(taken what, bool unread);

  /// Whether it was taken and has not ended.
  bool holds(const queue_place& place) const;

  /// Waits until there is room in some stream, at most so long.
  room wait_for_room(std::chrono::milliseconds most);

  /// Waits until none is under way and there is room for one, at most so long.
  bool wait_until_idle(std::chrono::milliseconds most);

  /// Somebody else runs what is not begun yet.
  void forget_waiting();

  /// Begins nothing any more. What waits, also for another attempt, and what fails from now on
  /// because the store is away, is left in its stream.
  void close();

  /// Waits until what was begun has ended or is left, at most so long.
  bool wait_until_over(std::chrono::milliseconds most);

  /// What was left, each once: its last delivery is not to count.
  std::vector<queue_place> leavings();

  /// Closes, gives what is under way so much time to end, and sends the last replies.
  void stop(std::chrono::milliseconds most);

  counts count() const;
  /// By type, in the order of the table; all of them.
  std::vector<action_tally> tallies() const;
  std::string trouble() const { return replier_.trouble(); }

 private:
  using actions = std::vector<action_ptr>;

  void begin(const action_ptr& a);
  void resume(const action_ptr& a);
  void ended(const action_ptr& a, base::result<domain::json> result);
  /// Whether it failed because this node stops or has lost the store: then it is left.
  bool leaves(const action_ptr& a);
  /// Whether it is tried again, later.
  bool tries_again(const action_ptr& a, const base::status& why);
  void post(outcome how);
  void settled(const ending& end, ended_as as);

  // Under the mutex.
  actions admitted();
  void leave(const action_ptr& a);

  void start(actions some);

  const options opts_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  lanes lanes_;
  load load_;
  std::deque<action_ptr> ready_;  ///< it is their turn, as soon as there is room
  std::set<action_ptr> paused_;   ///< between two attempts
  std::size_t running_ = 0;       ///< attempts
  std::vector<queue_place> left_;
  counts counts_;
  std::vector<action_tally> tallies_;
  bool closed_ = false;

  replier replier_;
};

}  // namespace parley::frontends::actions
