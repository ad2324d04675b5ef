#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "frontends/actions/ending.hpp"
#include "frontends/actions/options.hpp"
#include "redis/connection.hpp"

namespace parley::frontends::actions {

/// What became of an action in Redis.
enum class ended_as {
  answered,  ///< or it needed no answer
  dead,      ///< it is a dead letter
  gone,      ///< somebody else had ended it before
};

/// Ends actions in Redis, in the order in which they are posted, on a thread and a connection of
/// its own: while one round trip is under way the next ones collect. A server that is away is
/// waited for. `post` and `later` are called from any thread.
class replier {
 public:
  /// Told of each action that has ended, on the thread.
  using told = std::function<void(const outcome&, ended_as)>;

  replier(options opts, told ended);
  ~replier();

  void post(outcome how);

  /// Calls it on the thread, not before that time on clock::monotonic(), unless it is stopped.
  void later(std::chrono::microseconds at, std::function<void()> what);

  /// Ends what was posted, unless the server is away, and the thread. Nothing is taken any more.
  void stop();

  /// Why nothing goes out at the moment; empty: it does.
  std::string trouble() const;

 private:
  void run();
  /// Waits for something to do; false: there is nothing and never will be.
  bool collect();
  std::vector<std::function<void()>> due();
  /// Ends the first ones of the batch, about so much as fits one round trip.
  void send_some();
  /// False: it is stopped.
  bool pause_after(const std::string& why);

  const options opts_;
  const told ended_;
  std::optional<redis::connection> connection_;
  std::int64_t failures_ = 0;
  std::deque<outcome> batch_;  ///< of the thread: what goes out now

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<outcome> posted_;
  std::multimap<std::chrono::microseconds, std::function<void()>> timers_;
  std::string trouble_;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace parley::frontends::actions
