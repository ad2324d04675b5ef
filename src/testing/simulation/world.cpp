#include "testing/simulation/world.hpp"

#include <algorithm>

namespace parley::testing::simulation {

namespace {

using std::chrono::microseconds;

/// Longer than anything stands still, pauses included: nobody reads an old place after that.
constexpr std::chrono::milliseconds rows_kept{300'000};

/// Small, so that each of the bounds is reached.
actors::environment::summary_settings summary_settings(const simulation_scenario& scenario) {
  actors::environment::summary_settings settings;
  settings.automatic = scenario.summaries > 0;
  settings.rules = {{2, 4, 2}, 2, 60};
  settings.external_keys = 1;
  settings.at_once = 2;
  settings.waiting = 3;
  settings.messages = 6;
  settings.attempts = 4;
  return settings;
}

actors::environment::migration_settings migration_settings() {
  actors::environment::migration_settings settings;
  settings.idle = std::chrono::seconds{1};
  settings.rows_kept = rows_kept;
  settings.page_bytes = 1500;
  return settings;
}

}  // namespace

world::world(const simulation_scenario& scenario, std::uint64_t seed,
             const std::function<void(const std::string&)>& line)
    : scenario_(scenario),
      chance_(seed * 2 + 1),
      entropy_(~seed),
      events_(line),
      store_(scenario, chance_, clock_, events_),
      rules_(events_),
      clients_(scenario, chance_, clock_, events_) {}

simulation_report world::run() {
  restart();
  turbulence();
  if (!events_.failed()) come_to_rest();
  if (!events_.failed()) check_at_rest();
  auto report = clients_.counted;
  clients_.disconnect();
  node_.reset();
  report.hash = events_.hash();
  report.steps = events_.step;
  report.time = clock_.monotonic();
  report.restarts = lives_ - 1;
  report.takeovers = takeovers_;
  report.activations = rules_.activations();
  report.moved = static_cast<std::int64_t>(counters_.sessions_moved.load());
  report.recalled = static_cast<std::int64_t>(counters_.sessions_recalled.load());
  report.broken = events_.first_broken();
  return report;
}

void world::restart() {
  clients_.disconnect();
  rules_.process_ended();
  node_.reset();
  if (clients_.waits()) events_.broken("every request is answered", clients_.who_waits());
  auto opened = start_stores();
  auto env = std::make_shared<actors::environment>();
  env->clock = &clock_;
  env->entropy = &entropy_;
  env->counters = &counters_;
  env->limits.session_pending = scenario_.session_pending;
  env->tail_messages = scenario_.tail_messages;
  env->mailbox = scenario_.mailbox;
  env->idle = std::chrono::milliseconds{scenario_.idle_ms};
  env->lease = std::chrono::seconds{std::max<std::int64_t>(1, scenario_.lease_ms / 1000)};
  env->retention = std::chrono::seconds{scenario_.retention_s};
  env->summaries = summary_settings(scenario_);
  env->migration = migration_settings();
  env->process = "process-" + std::to_string(lives_);
  node_ = std::make_unique<node>(std::move(env), store_, std::move(opened), clock_, chance_, events_, rules_);
  // Whoever starts now finds what is in the store; before, only what a session was told counts.
  auto access = store_.direct();
  for (const auto& at : clients_.places())
    if (const auto found = access.log->load(at.ref); found && *found)
      clients_.durable(at.ref, (*found)->open_turns);
  node_->told_committed = [this](const protocol::commit_reply& reply) {
    for (std::size_t i = 0; i < reply.outcome.parts.size() && i < reply.sent.parts.size(); ++i)
      if (const auto& part = reply.outcome.parts[i]; !part.refused && !part.replay)
        clients_.durable(reply.sent.session, reply.sent.parts[i].turns);
  };
  clients_.connect(*node_);
}

simulated_stores::opened world::start_stores() {
  for (;;) {
    if (lives_ > 0) store_.crash();
    ++lives_;
    events_.note({hash_of("starts")}, [&] { return "world: process " + std::to_string(lives_); });
    auto opened = store_.open();
    if (opened) return std::move(*opened);
    if (healed_ || (opened.error().code != base::errc::unavailable &&
                    opened.error().code != base::errc::unknown_outcome)) {
      events_.broken("a process starts", base::to_string(opened.error()));
      return store_.open_hot();
    }
  }
}

void world::move() {
  ++events_.step;
  // Nothing takes no time at all, so no two things are at the same time.
  node_->pass(microseconds{1});
  if (node_->model().waits() && chance_.chance(5))
    answer_model();
  else if (!node_->step())
    node_->model().waits() ? answer_model() : pass_to_next_timer();
  if (store_.crash_struck()) restart();
}

void world::answer_model() {
  node_->model().answer(!healed_ && befalls(scenario_.model_failed));
}

void world::pass_to_next_timer() {
  const auto due = node_->next_timer();
  const auto now = clock_.monotonic();
  node_->pass(due ? std::max(microseconds{0}, *due - now) : microseconds{100});
}

void world::turbulence() {
  while (events_.step < scenario_.steps && !events_.failed()) {
    misfortune();
    if (!befalls(scenario_.act) || !clients_.act()) {
      move();
    } else {
      ++events_.step;
    }
  }
}

void world::misfortune() {
  if (store_.taken() && --taken_for_ <= 0) return restart();
  if (store_.taken() && chance_.chance(3)) clients_.foreign_append(store_);
  if (befalls(scenario_.crash)) restart();
  if (befalls(scenario_.session_killed)) node_->kill_session();
  if (befalls(scenario_.stall)) node_->stall(10 + static_cast<std::int64_t>(chance_.below(60)));
  if (befalls(scenario_.pause))
    node_->pass(microseconds{static_cast<std::int64_t>(chance_.below(1'000'000))});
  if (befalls(scenario_.long_pause))
    node_->pass(microseconds{static_cast<std::int64_t>(
        chance_.below(static_cast<std::uint64_t>(2000 * scenario_.lease_ms)))});
  if (!store_.taken() && befalls(scenario_.takeover)) {
    ++takeovers_;
    taken_for_ = 20 + static_cast<std::int64_t>(chance_.below(100));
    store_.take_over();
    clients_.owner_lost();
    clients_.foreign_append(store_);
  }
}

void world::come_to_rest() {
  events_.note({hash_of("heal")}, [] { return "world: no more faults"; });
  store_.heal();
  healed_ = true;
  if (store_.taken()) restart();
  const auto from = clock_.monotonic();
  while (clients_.waits() && !events_.failed()) {
    move();
    if (clock_.monotonic() - from > answered_within || events_.step > rest_steps_max)
      events_.broken("every request is answered", clients_.who_waits());
  }
}

}  // namespace parley::testing::simulation

namespace parley::testing {

simulation_report simulate(const simulation_scenario& scenario, std::uint64_t seed,
                           const std::function<void(const std::string&)>& line) {
  return simulation::world(scenario, seed, line).run();
}

}  // namespace parley::testing
