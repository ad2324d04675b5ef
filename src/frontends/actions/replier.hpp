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
/// waited for; an ending that it refuses for itself holds up no other. `post` and `later` are
/// called from any thread.
class replier {
 public:
  /// Told of each action that has ended, on the thread.
  using told = std::function<void(const ending&, ended_as)>;

  replier(options opts, told ended);
  ~replier();

  void post(ending end);

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
  /// Takes the answers to the first ones of the batch; throws when all are to wait.
  void take(const redis::replies& answers);
  /// It goes again later, behind what comes meanwhile.
  void put_off(ending end, const std::string& why);
  void say_trouble(const std::string& why);
  /// False: it is stopped.
  bool pause_after(const std::string& why);

  struct parcel {
    ending end;
    bool silent = false;  ///< sent without its reply, to find out whether that is what is refused
  };

  const options opts_;
  const told ended_;
  std::optional<redis::connection> connection_;
  std::int64_t failures_ = 0;
  std::deque<parcel> batch_;  ///< of the thread: what goes out now
  std::size_t put_off_ = 0;   ///< of the thread: how many go again later

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<parcel> posted_;
  std::multimap<std::chrono::microseconds, std::function<void()>> timers_;
  std::string trouble_;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace parley::frontends::actions
