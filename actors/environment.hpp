#pragma once

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "parley/base/clock.hpp"
#include "parley/base/entropy.hpp"
#include "parley/base/limits.hpp"
#include "parley/context/prior.hpp"
#include "parley/context/summary_plan.hpp"
#include "parley/telemetry/counters.hpp"
#include "parley/telemetry/make_meters.hpp"

namespace parley::context {
class count_cache;
class counters;
}  // namespace parley::context

namespace parley::actors {

/// What every actor of a node shares: where time and chance come from, and the bounds.
struct environment {
  const base::clock* clock = nullptr;
  base::entropy* entropy = nullptr;
  telemetry::counters* counters = nullptr;
  base::limits limits;
  std::int64_t tail_messages = 200;  ///< a session keeps this many of its newest messages
  std::int64_t tail_bytes = 262144;  ///< and no more than this
  std::int64_t mailbox = 1000;       ///< requests in a session's mailbox, or kept while it is held
  std::chrono::milliseconds idle{300'000};  ///< a session unused for this long is passivated
  std::chrono::milliseconds cool{30'000};   ///< and for this long, packed
  std::int64_t memory_bytes = INT64_MAX;    ///< for all live sessions together, about
  std::chrono::seconds lease{600};          ///< a turn without a chunk for this long fails
  std::chrono::seconds retention{3600};     ///< between two looks at what is to be erased; 0: never
  /// How sessions are moved into the archive, when there is one.
  struct migration_settings {
    std::chrono::seconds interval{0};  ///< between two rounds; 0: none begins by itself
    std::chrono::seconds idle{2592000};
    std::int64_t batch = 100;
    std::int64_t rate = 0;  ///< messages a second; 0: no bound
    /// What departed is still read by who began before.
    std::chrono::milliseconds rows_kept{60'000};
    std::int64_t page_bytes = 4'194'304;  ///< copied in one piece
  };
  migration_settings migration;
  /// How summaries are made of sessions.
  struct summary_settings {
    bool automatic = false;  ///< when due; else only when asked for
    context::summary_rules rules;
    std::int64_t external_keys = 20;            ///< so many are named to its maker
    std::int64_t at_once = 16;                  ///< under way at one time
    std::int64_t waiting = 100'000;             ///< sessions that wait for theirs
    std::int64_t messages = 2'000;              ///< that one summary is made of
    std::int64_t bytes = 4'194'304;             ///< likewise
    std::chrono::milliseconds within{120'000};  ///< for one attempt
    int attempts = 6;
  };
  summary_settings summaries;
  /// What counts tokens: null: characters / 4; and counts that were made.
  std::shared_ptr<const context::counters> tokens;
  std::shared_ptr<context::count_cache> counted;
  context::prior_limits prior;  ///< of what a session shows of the one that it continues
  int background_nice = 0;      ///< of threads whose work can wait, see setpriority(2)
  std::string process;          ///< names this process among all that open the store
  /// What actors measure, for all of them together.
  std::shared_ptr<telemetry::meters> meters = telemetry::make_meters();
};

/// In a session's `wake`: what it was to be woken for is over.
inline constexpr std::chrono::microseconds never{-1};

using environment_ptr = std::shared_ptr<const environment>;

/// Spawns an actor that blocks on a store: on a thread of its own, except under the test
/// coordinator, which must see every actor.
template <class... Args>
auto spawn_blocking(caf::actor_system& system, Args&&... args) {
  const auto policy = caf::get_or(system.config(), "scheduler.policy", caf::atom("stealing"));
  if (policy == caf::atom("testing")) return system.spawn(std::forward<Args>(args)...);
  return system.spawn<caf::detached>(std::forward<Args>(args)...);
}

}  // namespace parley::actors
