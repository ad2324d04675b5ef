#include <algorithm>

#include "actors/supervisor.hpp"
#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using std::chrono::microseconds;

namespace {

std::int64_t to_ms(microseconds t) {
  return std::chrono::ceil<std::chrono::milliseconds>(t).count();
}

/// SplitMix64: the restarts are spread, not secret, and a failing source of entropy must not fail
/// them.
std::uint64_t next(std::uint64_t& state) {
  auto z = state += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace

void waiting_line::add(waiting_line& later) {
  std::move(later.returned.begin(), later.returned.end(), std::back_inserter(returned));
  std::move(later.fresh.begin(), later.fresh.end(), std::back_inserter(fresh));
}

void waiting_line::go(const session_actor* to, const base::status* refused) {
  for (auto& r : std::exchange(returned, {})) r(to, refused);
  for (auto& r : std::exchange(fresh, {})) r(to, refused);
}

void supervisor_state::crashed(const storage::session_ref& ref, const std::string& what) {
  const auto now = env->clock->monotonic();
  auto& f = failures[ref];
  f.record.crashed(now, next(chance), rule);
  f.what = what;
  const auto again = f.record.restart_at() - now;
  telemetry::log(telemetry::severity::error,
                 f.record.given_up() ? "session failed too often" : "session failed",
                 {{"tenant", ref.tenant},
                  {"session", ref.id},
                  {"what", what},
                  {"crashes", std::to_string(f.record.crashes())},
                  {"restart_in_ms", std::to_string(to_ms(again))}});
  if (f.record.given_up()) {
    const auto refused = refusal(f, {});
    f.waiting.go(nullptr, &*refused);
  }
  if (node_crashes.add(now, rule.window) >= rule.node_crashes)
    return give_up_node("sessions failed " + std::to_string(rule.node_crashes) + " times within " +
                        std::to_string(rule.window.count()) + " seconds");
  arm();
}

void supervisor_state::gone(caf::actor_id id) {
  const auto known = by_actor.find(id);
  if (known == by_actor.end()) return;
  const auto ref = *known->second;
  by_actor.erase(known);
  // It was killed: what waited in its mailbox was bounced; the next request finds a fresh one.
  auto& e = sessions.find(ref)->second;
  if (!std::exchange(e.held, true)) order.leave(e.use);
  crashed(ref, "it was ended");
  wake_later(ref, std::chrono::microseconds{0});  // its turns go on without being asked for
  let_writer_finish(ref);
}

void supervisor_state::let_writer_finish(storage::session_ref ref) {
  // A submission of the ended actor may wait there, and one that writes rows of turns only does
  // not move the head: the next actor must read the store after it. One of nothing comes behind
  // it, in its turn and past a full queue.
  storage::submission nothing;
  nothing.session = ref;
  caller who{ref.tenant, {}, {}, {}};
  who.waited = true;
  self->request(peers.writer, caf::infinite, submit_atom_v, std::move(who), std::move(nothing))
      .then([this, ref](const commit_reply&) { at_rest(ref); },
            [this, ref](const caf::error&) { at_rest(ref); });
}

void supervisor_state::give_up_node(const std::string& why) {
  if (stopped) return;
  telemetry::log(telemetry::severity::critical, "node failed", {{"reason", why}});
  stopped = true;
  const base::status refused{errc::unavailable, "", "The server failed and is being restarted.",
                             1000};
  for (auto& [ref, f] : failures) f.waiting.go(nullptr, &refused);
  end_pauses();
  for (auto& [ref, e] : sessions) {
    e.waiting.go(nullptr, &refused);
    self->send_exit(e.handle, caf::exit_reason::kill);
  }
  self->quit(to_error({errc::internal, "", why}));
}

std::optional<base::status> supervisor_state::refusal(const failure& f, const caller& who) const {
  const auto now = env->clock->monotonic();
  const auto at = f.record.restart_at();
  if (at <= now) return std::nullopt;
  const auto ms = to_ms(at - now);
  if (f.record.given_up())
    return base::status{errc::unavailable, "", "The session fails again and again; it rests.", ms};
  if (who.deadline.count() != 0 && who.deadline < at)
    return base::status{errc::unavailable, "", "The session failed and is started again later.",
                        ms};
  return std::nullopt;
}

void supervisor_state::restart(const storage::session_ref& ref, waiting_line waiting) {
  if (const auto paused = pauses.find(ref); paused != pauses.end())
    return paused->second.waiting.add(waiting);
  if (const auto f = failures.find(ref); f != failures.end()) {
    if (const auto refused = refusal(f->second, {})) return waiting.go(nullptr, &*refused);
    if (env->clock->monotonic() < f->second.record.restart_at()) {
      f->second.waiting.add(waiting);
      const auto why = is_stopping();
      if (stopped) return f->second.waiting.go(nullptr, &why);
      return arm();
    }
  }
  auto& e = find_or_activate(ref);
  if (e.held) return e.waiting.add(waiting);
  waiting.go(&e.handle, nullptr);
  if (stopped) hold(sessions.find(ref));
}

void supervisor_state::restart_due() {
  const auto now = env->clock->monotonic();
  for (auto place = failures.begin(); place != failures.end();) {
    auto& [ref, f] = *place;
    if (f.record.restart_at() <= now && !f.waiting.empty())
      restart(storage::session_ref{ref}, std::exchange(f.waiting, {}));
    if (f.record.forgotten(now, rule))
      place = failures.erase(place);
    else
      ++place;
  }
}

std::optional<microseconds> supervisor_state::next_restart() const {
  std::optional<microseconds> earliest;
  for (const auto& [ref, f] : failures)
    if (!f.waiting.empty())
      earliest = std::min(earliest.value_or(microseconds::max()), f.record.restart_at());
  return earliest;
}

bool supervisor_state::failed(caf::mailbox_element&, const char* what) {
  // Nobody can tell what its table is worth now; the node starts again from the store.
  give_up_node(std::string{"the supervisor failed: "} + what);
  return true;
}

void supervisor_state::watch_peers() {
  self->monitor(peers.writer);
  for (const auto& lane : peers.fast) self->monitor(lane);
  self->monitor(peers.slow);
}

bool supervisor_state::is_peer(const caf::actor_addr& who) const {
  return who == peers.writer.address() || who == peers.slow.address() ||
         (mover && who == mover.address()) ||
         std::any_of(peers.fast.begin(), peers.fast.end(),
                     [&](const auto& lane) { return who == lane.address(); });
}

}  // namespace parley::actors
