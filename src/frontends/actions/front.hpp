#pragma once

#include <chrono>
#include <memory>

#include "frontends/actions/options.hpp"
#include "frontends/actions/runner.hpp"
#include "frontends/actions/taker.hpp"

namespace parley::frontends::actions {

/// How it stands with actions over Redis.
struct front_status {
  queue_state state = queue_state::away;
  std::string trouble;  ///< why Redis is away; empty: it is not
  counts count;
};

/// Actions over Redis: takes them, has them done and answers, by itself from its construction on.
/// A Redis that is away is waited for. `status` and `tallies` may be called from any
/// thread.
class front {
 public:
  explicit front(const options& opts);

  /// Stops, if `stop` was not called.
  ~front();

  /// Takes nothing any more, gives what runs so much time to end, and leaves the rest to the next
  /// process that takes actions.
  void stop(std::chrono::milliseconds within);

  front_status status() const;
  std::vector<action_tally> tallies() const { return runner_->tallies(); }

 private:
  std::shared_ptr<runner> runner_;
  std::unique_ptr<taker> taker_;
};

}  // namespace parley::frontends::actions
