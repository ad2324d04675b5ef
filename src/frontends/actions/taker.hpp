#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "frontends/actions/options.hpp"
#include "frontends/actions/queue.hpp"
#include "frontends/actions/runner.hpp"

namespace parley::frontends::actions {

/// How it stands with the queue.
enum class queue_state {
  away,     ///< Redis does not answer as it should; tried again by itself
  standby,  ///< another process takes actions, or is to
  active,
};

/// Takes actions out of the queue and gives them to the runner, on a thread and a connection of its
/// own. Whenever it becomes the owner or has lost its connection, actions that were taken and have
/// not ended come first: each alone, so that one that takes the process down is told from those
/// that were beside it.
class taker {
 public:
  taker(options opts, std::shared_ptr<runner> to);
  ~taker();

  /// Takes nothing any more. What was taken can still end.
  void stop();

  /// After `stop`: another process may take over at once, with what the runner has left.
  void release();

  queue_state state() const;
  std::string trouble() const;

 private:
  void run();
  void serve();
  /// Whether I am the owner now; waits a while if not.
  bool own();
  void recover();
  void recover(const queue_place& place);
  void take_some();
  /// For good, since another process owns the store: that one is to take actions.
  void step_down();
  void hand_over();
  bool stopping() const;
  void become(queue_state now, const std::string& why = {});
  void pause(std::chrono::milliseconds most);

  const options opts_;
  const std::shared_ptr<runner> runner_;
  std::optional<queue> queue_;
  bool recovered_ = false;
  std::uint64_t turn_ = 0;
  std::int64_t failures_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<queue_state> said_;  ///< none before the first try
  std::string trouble_ = "not connected yet";
  bool stopping_ = false;
  bool stepped_down_ = false;  ///< of the thread

  std::thread thread_;
};

}  // namespace parley::frontends::actions
