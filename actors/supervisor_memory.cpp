#include "actors/supervisor.hpp"

namespace parley::actors {

using namespace protocol;

// Which sessions cool and which go to rest: by idle age, and by the budget of memory.

namespace {

constexpr std::size_t cooling_max = 1000;  ///< asked to cool that have not answered
constexpr std::size_t leaving_max = 250;   ///< on the way to rest: a look-up costs as many steps

/// Sessions used within this are left alone whatever they weigh.
constexpr std::chrono::seconds busy_age{1};

/// Until the next look, when there is more to do than one look may.
constexpr std::chrono::milliseconds soon{10};

}  // namespace

bool supervisor_state::cool_unused(std::chrono::microseconds limit) {
  while (order.asked() < cooling_max) {
    auto* u = order.next_to_cool(limit);
    if (!u) return false;
    self->send(sessions.find(*u->ref)->second.handle, cool_atom_v);
  }
  return true;
}

bool supervisor_state::rest_unused(std::chrono::microseconds limit) {
  while (order.leaving() < leaving_max) {
    auto* u = order.next_to_rest(limit);
    if (!u) return false;
    hold(sessions.find(*u->ref));
  }
  return true;
}

void supervisor_state::collect() {
  const auto now = env->clock->monotonic();
  const bool more_rest = rest_unused(now - env->idle);
  const bool more_cool = env->cool < env->idle && cool_unused(now - env->cool);
  relieve();
  if (more_rest || more_cool) tick_within(soon);
}

void supervisor_state::relieve() {
  if (stopped || !budget.exceeded(order.staying_bytes())) return;
  const auto limit = env->clock->monotonic() - busy_age;
  // First all that can be packed, in steps: each answer says what it brought.
  if (order.asked() == 0) (void)cool_unused(limit);
  while (order.asked() == 0 && order.leaving() < leaving_max &&
         budget.exceeded(order.staying_bytes())) {
    auto* u = order.next_to_rest(limit);
    if (!u) break;
    hold(sessions.find(*u->ref));
  }
  if (budget.relieving()) tick_within(std::chrono::milliseconds{100});
}

void supervisor_state::weighed(const storage::session_ref& ref, std::int64_t bytes, bool cool) {
  const auto place = sessions.find(ref);
  if (place == sessions.end()) return;
  order.weighed(place->second.use, bytes, cool, env->clock->monotonic());
  if (order.asked() == 0) relieve();
}

supervisor_status supervisor_state::status() const {
  supervisor_status s;
  s.live = sessions.size();
  s.held = order.leaving();
  s.cool = order.cool();
  s.failed = failures.size();
  s.bytes = static_cast<std::uint64_t>(order.bytes());
  return s;
}

}  // namespace parley::actors
