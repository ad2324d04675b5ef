#include "actors/indexer.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include "parley/domain/retry.hpp"
#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

/// Rows of one step: requests that wait are served between two.
constexpr std::int64_t step_rows = 4000;

/// From the end of one round to the next: what arrives meanwhile is one commit of the index.
constexpr std::chrono::milliseconds pause{100};

}  // namespace

void indexer_state::let_others_go_first() {
  if (calm || env->background_nice == 0) return;
  calm = true;
  // On Linux the priority is that of a thread. Without it the index takes time from appends.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), env->background_nice);
}

void indexer_state::wake() {
  const auto now = env->clock->monotonic();
  if (now < rest_until) return rest(rest_until - now);
  step();
}

void indexer_state::rest(std::chrono::microseconds delay) {
  if (std::exchange(stepping, true)) return;
  self->send(clock, arm_atom_v,
             std::max(std::chrono::milliseconds{1},
                      std::chrono::ceil<std::chrono::milliseconds>(delay)),
             ticked_actor{self});
}

void indexer_state::step() {
  let_others_go_first();
  auto reached = index->advance(step_rows);
  const auto now = env->clock->monotonic();
  if (!reached) {
    if (failures++ == 0)
      telemetry::log(telemetry::severity::warning, "the search index stands still",
                     {{"reason", base::to_string(reached.error())}});
    rest_until = now + domain::retry_delay(failures, env->entropy->next());
    return rest(rest_until - now);
  }
  failures = 0;
  state = *reached;
  env->counters->index_behind.store(state.behind, std::memory_order_relaxed);
  if (state.behind > 0) {
    if (!std::exchange(stepping, true)) self->send(self, tick_atom_v);
    return;
  }
  rest_until = now + pause;
  if (auto waits = std::exchange(told, std::nullopt)) waits->deliver(done{});
}

indexer_actor::behavior_type indexer(indexer_actor::stateful_pointer<indexer_state> self,
                                     environment_ptr env,
                                     std::shared_ptr<std::unique_ptr<storage::indexer>> index,
                                     clock_actor clock) {
  auto& state = self->state;
  state.env = std::move(env);
  state.index = std::move(*index);
  state.clock = std::move(clock);
  return {
      [&state](index_atom) -> caf::result<storage::index_state> { return state.state; },
      [&state](forget_atom, const caller&, std::int64_t log) -> caf::result<done> {
        if (auto gone = state.index->forget(log); !gone) return to_error(gone.error());
        return done{};
      },
      [self, &state](wake_atom) {
        auto promise = self->make_response_promise<done>();
        state.told.emplace(promise);
        state.wake();
        return caf::delegated<done>{};
      },
      [&state](tick_atom) {
        state.stepping = false;
        state.wake();
      },
  };
}

}  // namespace parley::actors
