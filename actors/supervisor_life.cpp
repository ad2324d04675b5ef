#include "actors/session.hpp"
#include "actors/supervisor.hpp"
#include "parley/telemetry/meters.hpp"

namespace parley::actors {

using namespace protocol;

// How sessions come alive and go to rest.

supervisor_state::~supervisor_state() {
  for (const auto& [ref, e] : sessions) caf::anon_send_exit(e.handle, caf::exit_reason::kill);
}

const reader_actor& supervisor_state::fast_reader() {
  return peers.fast[next_reader++ % peers.fast.size()];
}

supervisor_state::entry& supervisor_state::find_or_activate(const storage::session_ref& ref) {
  auto [place, fresh] = sessions.try_emplace(ref);
  auto& e = place->second;
  const auto now = env->clock->monotonic();
  if (fresh) {
    e.handle = self->spawn<caf::lazy_init>(session, env,
                                           session_peers{self, peers.writer, fast_reader(), mover,
                                                         peers.followers},
                                           ref);
    bound_mailbox<session_cell>(e.handle, env->mailbox);
    share_depth<session_cell>(e.handle, {env->meters, &env->meters->mailbox_depth});
    self->monitor(e.handle);
    by_actor.emplace(e.handle.id(), &place->first);
    order.add(e.use, place->first, now);
    arm();
    relieve();
  } else {
    order.use(e.use, now);
  }
  return e;
}

void supervisor_state::hold(table::iterator place) {
  auto& [ref, e] = *place;
  if (e.held) return;
  e.held = true;
  order.leave(e.use);
  self->request(e.handle, caf::infinite, passivate_atom_v)
      .then([this, ref = ref](const done&) { at_rest(ref); },
            [this, id = e.handle.id()](const caf::error&) { gone(id); });
}

void supervisor_state::forget(table::iterator place) {
  order.remove(place->second.use);
  by_actor.erase(place->second.handle.id());
  if (const auto wake = place->second.wake) {
    wakes.erase({*wake, &place->first});
    asleep.emplace(*wake, place->first);
    arm();
  }
  sessions.erase(place);
}

void supervisor_state::at_rest(const storage::session_ref& ref) {
  const auto place = sessions.find(ref);
  if (place == sessions.end() || !place->second.held) return;
  auto waiting = std::move(place->second.waiting);
  for (auto& watcher : place->second.watchers) watcher.deliver(done{});
  forget(place);
  if (const auto paused = pauses.find(ref); paused != pauses.end()) {
    paused->second.waiting.add(waiting);
    if (auto held = std::exchange(paused->second.held, std::nullopt)) held->deliver(done{});
  } else if (!waiting.empty()) {
    restart(ref, std::move(waiting));
  }
  if (stopping) hold_some();
  if (stopping && sessions.empty()) stopping->deliver(done{});
  if (budget.relieving()) relieve();
}

}  // namespace parley::actors
