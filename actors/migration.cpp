#include "actors/migration.hpp"

#include <algorithm>

#include "parley/domain/retry.hpp"
#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using std::chrono::microseconds;

namespace {

/// A process that only does something quickly moves nothing in passing.
constexpr std::chrono::seconds first_round{60};

struct bound {
  const char* field;
  std::optional<std::int64_t> given;
  std::int64_t least;
  std::int64_t most;
};

base::result<void> check(const migration_command& command) {
  for (const auto& [field, given, least, most] :
       {bound{"interval_s", command.interval_s, 1, 31'536'000},
        bound{"batch", command.batch, 1, 1000}, bound{"rate", command.rate, 0, 10'000'000}})
    if (given && (*given < least || *given > most))
      return base::fail(errc::invalid_argument, field,
                        "must be " + std::to_string(least) + " to " + std::to_string(most));
  return {};
}

caller internal() { return {"", "migration", "", {}}; }

}  // namespace

base::result<void> migration_state::take(const migration_command& command) {
  if (auto legal = check(command); !legal) return legal;
  status.interval_s = command.interval_s.value_or(status.interval_s);
  status.batch = command.batch.value_or(status.batch);
  status.rate = command.rate.value_or(status.rate);
  if (command.what == migration_command::act::stop) status.running = false;
  if (command.what != migration_command::act::start) return {};
  if (status.interval_s == 0)
    return base::fail(errc::invalid_argument, "interval_s",
                      "must be given: migration.interval_s is 0");
  const bool idle = !asking && (!status.running || (waiting && !walk));
  status.running = true;
  if (idle) wait(microseconds{0});
  return {};
}

migration_status migration_state::shown(const std::string& tenant) const {
  auto s = status;
  if (!failed_tenant.empty() && failed_tenant != tenant)
    s.last_error = "A session of another tenant could not be moved.";
  s.recalled = static_cast<std::int64_t>(env->counters->sessions_recalled.load());
  return s;
}

void migration_state::wait(microseconds time) {
  waiting = true;
  due = env->clock->monotonic() + time;
  self->send(
      peers.clock, arm_atom_v,
      std::max(std::chrono::milliseconds{1}, std::chrono::ceil<std::chrono::milliseconds>(time)),
      ticked_actor{self});
}

void migration_state::ticked() {
  if (!waiting) return;
  if (!status.running) {
    waiting = false;
    walk.reset();
    return;
  }
  const auto left = due - env->clock->monotonic();
  if (left.count() > 0) return wait(left);
  waiting = false;
  if (!walk) {
    walk.emplace().idle_since = env->clock->now() - env->migration.idle;
    lag_s = 0;
  }
  next_page();
}

void migration_state::next_page() {
  asking = true;
  self->request(peers.mover, caf::infinite, walk_atom_v, internal(), *walk, status.batch)
      .then([this](migration_page& page) { move(std::move(page)); },
            [this](const caf::error& e) { away(to_status(e)); });
}

void migration_state::move(migration_page page) {
  const auto now = env->clock->now();
  move_command command;
  for (auto& item : page.items) {
    const auto since = std::chrono::floor<std::chrono::seconds>(now - item.due_since).count();
    lag_s = std::max<std::int64_t>(lag_s, since);
    command.sessions.push_back(std::move(item.session));
  }
  walk = std::move(page.next);
  const auto go_on = [this](std::int64_t messages) {
    asking = false;
    failures = 0;
    if (!walk) return end_round();
    const auto pause = status.rate == 0 ? 0 : messages * 1'000'000 / status.rate;
    wait(microseconds{pause});
  };
  if (command.sessions.empty()) return go_on(0);
  self->request(peers.mover, caf::infinite, move_atom_v, internal(), std::move(command))
      .then(
          [this, go_on](const move_reply& answer) {
            std::int64_t messages = 0;
            for (const auto& result : answer.results) {
              count(result);
              messages += result.messages;
            }
            go_on(messages);
          },
          [this](const caf::error& e) { away(to_status(e)); });
}

void migration_state::count(const move_result& result) {
  if (result.moved) {
    ++status.moved;
    status.messages += result.messages;
    status.bytes += result.bytes;
    env->counters->sessions_moved.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  // It stays for a reason that it will outlive, or is gone.
  if (!result.why || result.why->code == errc::conflict || result.why->code == errc::not_found) {
    ++status.kept;
    return;
  }
  ++status.failed;
  status.last_error = result.session.id + ": " + result.why->text;
  failed_tenant = result.session.tenant;
  env->counters->moves_failed.fetch_add(1, std::memory_order_relaxed);
}

void migration_state::end_round() {
  status.last_round = env->clock->now();
  status.lag_s = lag_s;
  env->counters->migration_lag_s.store(lag_s, std::memory_order_relaxed);
  wait(std::chrono::seconds{status.interval_s});
}

void migration_state::away(const base::status& why) {
  asking = false;
  ++status.failed;
  status.last_error = why.text;
  failed_tenant.clear();
  env->counters->moves_failed.fetch_add(1, std::memory_order_relaxed);
  if (failures == 0)
    telemetry::log(telemetry::severity::warning, "migration stands still",
                   {{"reason", base::to_string(why)}});
  wait(domain::retry_delay(++failures, env->entropy->next()));
}

void migration_state::move_one(const caller& who, const storage::session_ref& ref,
                               reply<migration_status> to) {
  auto waits = std::make_shared<reply<migration_status>>(std::move(to));
  self->request(peers.mover, caf::infinite, move_atom_v, who, move_command{{ref}})
      .then(
          [this, waits, tenant = ref.tenant](const move_reply& answer) {
            const auto& result = answer.results.front();
            count(result);
            if (result.moved) return waits->deliver(shown(tenant));
            waits->fail(result.why.value_or(base::status{errc::internal, "", "It did not move."}));
          },
          [waits](const caf::error& e) { waits->fail(to_status(e)); });
}

migration_actor::behavior_type migration(migration_actor::stateful_pointer<migration_state> self,
                                         environment_ptr env, migration_peers peers) {
  auto& state = self->state;
  state.env = std::move(env);
  state.peers = std::move(peers);
  const auto& settings = state.env->migration;
  state.status.interval_s = settings.interval.count();
  state.status.batch = settings.batch;
  state.status.rate = settings.rate;
  state.status.running = settings.interval.count() > 0;
  if (state.status.running) state.wait(std::min(settings.interval, first_round));
  return {
      [&state](migrate_atom, const caller& who,
               const migration_command& command) -> caf::result<migration_status> {
        if (auto taken = state.take(command); !taken) return to_error(taken.error());
        return state.shown(who.tenant);
      },
      [self, &state](migrate_atom, const caller& who, const storage::session_ref& ref) {
        state.move_one(who, ref,
                       reply<migration_status>{self->make_response_promise<migration_status>()});
        return caf::delegated<migration_status>{};
      },
      [&state](tick_atom) { state.ticked(); },
  };
}

}  // namespace parley::actors
