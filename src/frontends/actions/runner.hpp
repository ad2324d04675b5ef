#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "frontends/actions/lanes.hpp"
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

/// Runs actions that were taken: several at once, those of a session one after another, each again
/// while its store is away. Its methods are called from any thread. What is under way keeps it
/// alive.
class runner : public std::enable_shared_from_this<runner> {
 public:
  explicit runner(options opts);

  /// An action is begun, or waits for its session's turn.
  void take(taken what);

  /// It was begun too often: it is answered and set aside, unless it is not even to be looked at.
  void set_aside(taken what, bool unread);

  /// Whether it was taken and has not ended.
  bool holds(const queue_place& place) const;

  /// Waits until there is room, at most so long: for how many actions.
  std::size_t wait_for_room(std::chrono::milliseconds most);

  /// Waits until nothing is in flight, at most so long.
  bool wait_until_idle(std::chrono::milliseconds most);

  /// How many bytes of envelopes may be taken.
  std::int64_t bytes_left() const;

  /// Somebody else runs what is not begun yet.
  void forget_waiting();

  /// Begins nothing any more and gives what is under way so much time to end.
  void stop(std::chrono::milliseconds most);

  counts count() const;
  std::string trouble() const { return replier_.trouble(); }

 private:
  using place_key = std::pair<std::size_t, std::string>;

  void begin(const action_ptr& a);
  void ended(const action_ptr& a, base::result<domain::json> result);
  /// Whether it is tried again, later.
  bool tries_again(const action_ptr& a, const base::status& why);
  void post(outcome how);
  void settled(const ending& end, ended_as as);
  void hold(const taken& what);

  const options opts_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  lanes lanes_;
  std::map<place_key, std::int64_t> held_;  ///< with the bytes of each
  std::int64_t bytes_ = 0;
  std::size_t running_ = 0;
  counts counts_;
  bool stopping_ = false;

  replier replier_;
};

}  // namespace parley::frontends::actions
