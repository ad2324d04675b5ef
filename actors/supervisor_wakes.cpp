#include <algorithm>

#include "actors/supervisor.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

constexpr std::chrono::milliseconds wake_again{10};  ///< one that goes to rest is woken after that

}  // namespace

void supervisor_state::arm() {
  if (stopped) return;
  const auto now = env->clock->monotonic();
  auto delay = std::clamp(std::min(env->idle, env->cool) / 10, std::chrono::milliseconds{10},
                          std::chrono::milliseconds{5000});
  const auto not_after = [&](std::chrono::microseconds due) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - now);
    delay = std::clamp(left, std::chrono::milliseconds{1}, delay);
  };
  if (!wakes.empty()) not_after(wakes.begin()->first);
  if (!asleep.empty()) not_after(asleep.begin()->first);
  if (const auto restarts = next_restart()) not_after(*restarts);
  tick_within(delay);
}

void supervisor_state::tick_within(std::chrono::milliseconds delay) {
  const auto due = env->clock->monotonic() + delay;
  if (stopped || (next_tick && *next_tick <= due)) return;
  next_tick = due;
  self->send(peers.clock, arm_atom_v, delay, ticked_actor{self});
}

void supervisor_state::wake_later(const storage::session_ref& ref, std::chrono::microseconds in) {
  const auto place = sessions.find(ref);
  if (place == sessions.end()) return;
  auto& e = place->second;
  if (e.wake) wakes.erase({*e.wake, &place->first});
  e.wake.reset();
  const auto now = env->clock->monotonic();
  if (in == never) return order.take_back(e.use, now);
  e.wake = now + in;
  // It waits for something: a turn's lease, a draft to be saved. Nothing is to be done about it.
  if (!stopped) order.set_aside(e.use);
  wakes.emplace(*e.wake, &place->first);
  arm();
}

void supervisor_state::wake_due() {
  const auto now = env->clock->monotonic();
  while (!asleep.empty() && asleep.begin()->first <= now) {
    const auto ref = asleep.extract(asleep.begin()).value().second;
    if (const auto f = failures.find(ref);
        f != failures.end() && now < f->second.record.restart_at()) {
      asleep.emplace(f->second.record.restart_at(), ref);
      continue;
    }
    if (pauses.contains(ref)) {
      asleep.emplace(now + wake_again, ref);
      continue;
    }
    auto& e = find_or_activate(ref);
    if (e.held)
      asleep.emplace(now + wake_again, ref);
    else
      self->send(e.handle, wake_atom_v);
  }
  while (!wakes.empty() && wakes.begin()->first <= now) {
    const auto* ref = wakes.begin()->second;
    auto& e = sessions.find(*ref)->second;
    wakes.erase(wakes.begin());
    if (e.held) {
      e.wake = now + wake_again;
      wakes.emplace(*e.wake, ref);
      continue;
    }
    e.wake.reset();
    // It has something to do: not the moment to put it to rest.
    order.take_back(e.use, now);
    self->send(e.handle, wake_atom_v);
  }
}

}  // namespace parley::actors
