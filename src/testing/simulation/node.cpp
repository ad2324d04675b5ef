#include "testing/simulation/node.hpp"

#include <algorithm>

#include "actors/clock.hpp"
#include "actors/context.hpp"
#include "actors/courier.hpp"
#include "actors/keeper.hpp"
#include "actors/migration.hpp"
#include "actors/mover.hpp"
#include "actors/reader.hpp"
#include "actors/recovery.hpp"
#include "actors/session.hpp"
#include "actors/summarizer.hpp"
#include "actors/supervisor.hpp"
#include "actors/writer.hpp"

namespace parley::testing::simulation {

using namespace protocol;

namespace {

using session_actor_type = std::remove_pointer_t<actors::session_cell::pointer>;

/// The same for the same types in every process; atoms by their value.
std::uint64_t hash_of_types(const caf::mailbox_element& element) {
  const auto& content = element.content();
  std::uint64_t h = element.mid.is_response() ? 1 : 0;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const auto [number, info] = content.type(i);
    if (content.match_element<caf::atom_value>(i))
      h = h * 31 + static_cast<std::uint64_t>(content.get_as<caf::atom_value>(i));
    else
      h = h * 31 + (number != 0 ? number : hash_of(info ? info->name() : ""));
  }
  return h;
}

std::string types_of(const caf::mailbox_element& element) {
  const auto& content = element.content();
  std::string text = element.mid.is_response() ? "answer" : "";
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (!text.empty()) text += ' ';
    if (content.match_element<caf::atom_value>(i))
      text += caf::to_string(content.get_as<caf::atom_value>(i));
    else
      text += content.stringify(i).substr(0, 100);
  }
  return text;
}

}  // namespace

node::config::config() {
  add_message_types<caf::id_block::parley>();
  set("scheduler.policy", caf::atom("testing"));
  set("logger.verbosity", caf::atom("quiet"));
}

node::node(actors::environment_ptr env, simulated_stores& stores, simulated_stores::opened with,
           fake_clock& clock, seeded_entropy& chance, journal& events, watch& rules)
    : env_(std::move(env)),
      clock_(clock),
      chance_(chance),
      events_(events),
      rules_(rules),
      system_(std::make_unique<caf::actor_system>(config_)),
      scheduler_(dynamic_cast<caf::scheduler::test_coordinator*>(&system_->scheduler())) {
  const auto reader = [&] {
    return actors::spawn_blocking(*system_, actors::reader, env_,
                                  std::make_shared<storage::read_access>(stores.open_reader()));
  };
  auto writer = actors::spawn_blocking(
      *system_, actors::writer, env_,
      std::make_shared<std::unique_ptr<storage::log_writer>>(std::move(with.writer)));
  const auto slow = reader();
  const auto timer = system_->spawn(actors::clock);
  actors::supervisor_peers peers{writer, {reader(), reader()}, slow, timer};
  supervisor_ = system_->spawn(actors::supervisor, env_, std::move(peers));
  if (with.tiers) spawn_mover(writer, timer, std::move(*with.tiers));
  system_->spawn(actors::recovery, slow, supervisor_);
  courier_ = system_->spawn(actors::courier, env_,
                            actors::courier_peers{supervisor_, writer, slow, timer, {}, mover_});
  caf::anon_send(writer, protocol::attach_atom_v, courier_);
  caf::anon_send(supervisor_, protocol::attach_atom_v, courier_);
  model_ = std::make_shared<simulated_model>(chance_, clock_, events_);
  spawn_helpers(writer, slow, timer);
  scheduler_->clock().current_time =
      caf::actor_clock::time_point{} + std::chrono::hours{1} + clock_.monotonic();
}

void node::spawn_helpers(const writer_actor& writer, const reader_actor& reader,
                         const clock_actor& timer) {
  if (env_->summaries.automatic) {
    caf::anon_send(supervisor_, attach_atom_v,
                   system_->spawn(actors::summarizer, env_,
                                  actors::summarizer_peers{supervisor_, reader, timer, model_}));
    caf::anon_send(supervisor_, attach_atom_v,
                   system_->spawn(actors::context_builder, env_, reader));
  }
  if (env_->retention.count() > 0)
    caf::anon_send(supervisor_, attach_atom_v,
                   system_->spawn(actors::keeper, env_,
                                  actors::keeper_peers{supervisor_, writer, reader, timer}));
}

void node::spawn_mover(const writer_actor& writer, const clock_actor& timer,
                       storage::tier_access tiers) {
  mover_ = actors::spawn_blocking(*system_, actors::mover, env_,
                                  actors::mover_peers{supervisor_, writer, timer, {}},
                                  std::make_shared<storage::tier_access>(std::move(tiers)));
  migration_ = system_->spawn(actors::migration, env_, actors::migration_peers{mover_, timer});
  caf::anon_send(supervisor_, attach_atom_v, mover_);
  caf::anon_send(supervisor_, attach_atom_v, migration_);
}

node::~node() {
  // Whatever they still say reaches nobody and their store is closed: end all that there are.
  supervisor_ = nullptr;
  courier_ = nullptr;
  mover_ = nullptr;
  migration_ = nullptr;
  model_->forget();
  scheduler_->clock().cancel_all();
  do {
    for (auto& [id, who] : actors_)
      caf::anon_send_exit(caf::actor_cast<caf::actor>(who.keep), caf::exit_reason::kill);
    actors_.clear();
    while (!scheduler_->jobs.empty()) {
      // Those that are new here are told in the next round.
      if (auto* actor = dynamic_cast<caf::scheduled_actor*>(scheduler_->jobs.front())) know(*actor);
      scheduler_->try_run_once();
    }
  } while (system_->registry().running() > 0);
  actors_.clear();
}

node::known_actor& node::know(caf::scheduled_actor& actor) {
  auto [place, fresh] = actors_.try_emplace(actor.id());
  auto& who = place->second;
  if (!fresh) return who;
  who.number = ++next_number_;
  who.keep = caf::strong_actor_ptr{actor.ctrl()};
  const std::string_view name = actor.name();
  if (name == actors::session_cell::name)
    who.what = kind::session;
  else if (name == actors::supervisor_state::name)
    who.what = kind::supervisor;
  else if (name == actors::writer_state::name)
    who.what = kind::writer;
  else if (name == actors::reader_state::name)
    who.what = kind::reader;
  else if (name == actors::mover_state::name)
    who.what = kind::mover;
  return who;
}

std::uint64_t node::number_of(const caf::strong_actor_ptr& actor) const {
  if (!actor) return 0;
  const auto place = actors_.find(actor->id());
  return place == actors_.end() ? 0 : place->second.number;
}

std::size_t node::choose() {
  const auto& jobs = scheduler_->jobs;
  auto at = chance_.below(jobs.size());
  if (stalled_steps_ == 0) return at;
  --stalled_steps_;
  for (std::size_t tried = 0; tried < jobs.size(); ++tried, at = (at + 1) % jobs.size()) {
    auto* actor = dynamic_cast<caf::scheduled_actor*>(jobs[at]);
    if (!actor || know(*actor).number != stalled_) return at;
  }
  return jobs.size();
}

bool node::step() {
  auto& jobs = scheduler_->jobs;
  if (jobs.empty()) return false;
  const auto at = choose();
  if (at == jobs.size()) return true;  // only the one that stands still could
  std::swap(jobs[at], jobs.front());
  auto* actor = dynamic_cast<caf::scheduled_actor*>(jobs.front());
  if (!actor) return scheduler_->try_run_once();
  auto& who = know(*actor);
  const auto* element = actor->peek_at_next_mailbox_element();
  const auto types = element ? hash_of_types(*element) : 0;
  events_.note({static_cast<std::uint64_t>(who.what), who.number, types}, [&] {
    return std::string(actor->name()) + "#" + std::to_string(who.number) +
           (who.session ? " " + who.session->tenant + "/" + who.session->id : "") + ": " +
           (element ? types_of(*element) : "starts");
  });
  if (element) look_at(who, *element);
  scheduler_->try_run_once();
  look_after(*actor, who);
  return true;
}

void node::look_at(const known_actor& who, const caf::mailbox_element& element) {
  const auto& content = element.content();
  if (who.what == kind::writer && content.match_elements<submit_atom, caller, storage::submission>()) {
    const auto& sent = content.get_as<storage::submission>(2);
    if (sent.move && sent.move->step == storage::move_order::phase::depart)
      rules_.departs(sent.session);
    const bool writes = !sent.session.id.empty() && !sent.move && (sent.create || sent.update || sent.jobs ||
                                                     sent.erase || sent.blank || sent.summary ||
                                                     !sent.parts.empty());
    if (writes) rules_.submitted(sent.session, number_of(element.sender));
  } else if (who.what == kind::reader &&
             content.match_elements<load_atom, caller, storage::session_ref>()) {
    rules_.read(content.get_as<storage::session_ref>(2), number_of(element.sender));
  } else if (who.what == kind::session && content.match_elements<commit_reply>()) {
    const auto& reply = content.get_as<commit_reply>(0);
    rules_.answered(reply.sent.session, who.number,
                    reply.outcome.kind == storage::commit::unknown);
    if (reply.outcome.kind == storage::commit::committed && told_committed && !who.killed)
      told_committed(reply);
  }
}

void node::look_after(caf::scheduled_actor& actor, known_actor& who) {
  const bool ended = actor.mailbox().closed();
  if (who.what == kind::session && !ended && !who.session)
    who.session = static_cast<session_actor_type&>(actor).state.ref;
  if (who.session) {
    if (ended)
      rules_.ended(*who.session, who.number, who.killed);
    else
      rules_.alive(*who.session, who.number);
  }
  if (ended)
    actors_.erase(actor.id());  // frees it
  else
    check_bounds(actor, who);
}

void node::check_bounds(caf::scheduled_actor& actor, const known_actor& who) {
  if (who.what != kind::session) return;
  auto& cell = static_cast<session_actor_type&>(actor).state;
  if (cell.cooled()) return;  // nothing waits in it, and to look inside would wake it
  const auto& state = cell.awake();
  // Requests that were taken back after a conflict come on top of those that wait.
  const auto most = static_cast<std::size_t>(env_->limits.session_pending) + state.in_flight.size() +
                    1000 * static_cast<std::size_t>(state.attempts > 0);
  if (state.queue.size() > most)
    events_.broken("queues are bounded",
                   std::to_string(state.queue.size()) + " requests wait in " + cell.ref.id);
}

std::optional<std::chrono::microseconds> node::next_timer() const {
  const auto& due = scheduler_->clock().schedule();
  if (due.empty()) return std::nullopt;
  const auto at = due.begin()->first - scheduler_->clock().current_time;
  // Rounded up: a timer never fires early.
  return clock_.monotonic() + std::max(std::chrono::microseconds{0},
                                       std::chrono::ceil<std::chrono::microseconds>(at));
}

void node::pass(std::chrono::microseconds time) {
  clock_.advance(time);
  scheduler_->advance_time(time);
}

void node::stall(std::int64_t steps) {
  std::vector<std::uint64_t> slow;
  for (const auto& [id, who] : actors_)
    if (who.what == kind::writer || who.what == kind::reader || who.what == kind::mover)
      slow.push_back(who.number);
  if (slow.empty()) return;
  stalled_ = slow[chance_.below(slow.size())];
  stalled_steps_ = steps;
  events_.note({hash_of("stall"), stalled_},
               [&] { return "world: #" + std::to_string(stalled_) + " stands still"; });
}

bool node::kill_session() {
  std::vector<known_actor*> alive;
  for (auto& [id, who] : actors_)
    if (who.session && !who.killed) alive.push_back(&who);
  if (alive.empty()) return false;
  auto& victim = *alive[chance_.below(alive.size())];
  victim.killed = true;
  events_.note({hash_of("kill"), victim.number},
               [&] { return "world: kills #" + std::to_string(victim.number); });
  caf::anon_send_exit(caf::actor_cast<caf::actor>(victim.keep), caf::exit_reason::kill);
  return true;
}

}  // namespace parley::testing::simulation
