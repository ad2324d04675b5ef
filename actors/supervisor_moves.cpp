#include "actors/supervisor.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

// A session whose place in the stores changes is at rest, and what comes for it waits here.

void supervisor_state::take(const mover_actor& found) {
  mover = found;
  // It owns the archive, and sessions that it holds wait for it.
  self->monitor(mover);
}

void supervisor_state::hold_for_move(const storage::session_ref& ref, reply<done> to) {
  if (stopped) return to.fail(is_stopping());
  const auto [place, fresh] = pauses.try_emplace(ref);
  if (!fresh) return to.fail({errc::unavailable, "", "The session is being moved already.", 100});
  const auto live = sessions.find(ref);
  if (live == sessions.end()) return to.deliver(done{});
  place->second.held.emplace(std::move(to));
  hold(live);
}

void supervisor_state::release(const storage::session_ref& ref) {
  auto paused = pauses.extract(ref);
  if (paused.empty()) return;
  auto& waiting = paused.mapped().waiting;
  if (!waiting.empty()) restart(ref, std::move(waiting));
}

void supervisor_state::end_pauses() {
  const auto why = is_stopping();
  for (auto& [ref, paused] : std::exchange(pauses, {})) {
    if (paused.held) paused.held->fail(why);
    paused.waiting.go(nullptr, &why);
  }
}

}  // namespace parley::actors
