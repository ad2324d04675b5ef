#include "actors/supervisor.hpp"

#include "actors/session.hpp"
#include "parley/base/ids.hpp"
#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

constexpr std::size_t collected_max = 1000;  ///< sessions put to rest in one tick

base::status is_stopping() { return {errc::unavailable, "", "The server is stopping.", 1000}; }

base::status other_tenant() {
  return {errc::forbidden, "", "A session is only reached from its own tenant."};
}

}  // namespace

const reader_actor& supervisor_state::fast_reader() {
  return peers.fast[next_reader++ % peers.fast.size()];
}

supervisor_state::entry& supervisor_state::find_or_activate(const storage::session_ref& ref) {
  auto [place, fresh] = sessions.try_emplace(ref);
  auto& e = place->second;
  e.used = env->clock->monotonic();
  if (fresh) {
    e.handle = self->spawn<caf::lazy_init>(session, env,
                                           session_peers{self, peers.writer, fast_reader()}, ref);
    self->monitor(e.handle);
    by_actor.emplace(e.handle.id(), &place->first);
    e.place = by_use.insert(by_use.end(), &place->first);
    arm();
  } else {
    by_use.splice(by_use.end(), by_use, e.place);
  }
  return e;
}

template <class Reply, class Atom, class... Args>
caf::result<Reply> supervisor_state::route(const storage::session_ref& ref, Atom atom, caller& who,
                                           Args... args) {
  if (stopped) return to_error(is_stopping());
  if (ref.tenant != who.tenant) return to_error(other_tenant());
  auto& e = find_or_activate(ref);
  if (!e.held) return self->delegate(e.handle, atom, std::move(who), std::move(args)...);
  if (e.buffered.size() >= static_cast<std::size_t>(env->mailbox))
    return to_error({errc::overloaded, "", "Too many requests wait for this session.", 100});
  auto promise = self->make_response_promise<Reply>();
  e.buffered.push_back([promise, atom, who = std::move(who),
                        ... held = std::move(args)](const session_actor& to) mutable {
    promise.delegate(to, atom, std::move(who), std::move(held)...);
  });
  return caf::delegated<Reply>{};
}

void supervisor_state::hold(table::iterator place) {
  auto& [ref, e] = *place;
  if (e.held) return;
  e.held = true;
  self->request(e.handle, caf::infinite, passivate_atom_v)
      .then([this, ref = ref](const done&) { at_rest(ref); },
            [this, ref = ref](const caf::error&) { at_rest(ref); });
}

void supervisor_state::forget(table::iterator place) {
  by_use.erase(place->second.place);
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
  auto buffered = std::move(place->second.buffered);
  for (auto& watcher : place->second.watchers) watcher.deliver(done{});
  forget(place);
  if (!buffered.empty()) {
    auto& fresh = find_or_activate(ref);
    for (auto& deliver : buffered) deliver(fresh.handle);
    if (stopped) hold(sessions.find(ref));
  }
  if (stopping && sessions.empty()) stopping->deliver(done{});
}

void supervisor_state::gone(const caf::down_msg& down) {
  const auto known = by_actor.find(down.source.id());
  if (known == by_actor.end()) return;
  const auto place = sessions.find(*known->second);
  telemetry::log(telemetry::severity::error, "session crashed",
                 {{"tenant", place->first.tenant}, {"session", place->first.id}});
  // It crashed: what waited in its mailbox was bounced; the next request finds a fresh one.
  place->second.held = true;
  at_rest(storage::session_ref{place->first});
}

void supervisor_state::collect() {
  const auto before = env->clock->monotonic() - env->idle;
  std::size_t found = 0;
  for (const auto* ref : by_use) {
    const auto place = sessions.find(*ref);
    if (place->second.used > before || ++found > collected_max) break;
    // It waits for something: a turn's lease, a draft to be saved.
    if (!place->second.wake) hold(place);
  }
}

void supervisor_state::arm() {
  if (stopped) return;
  const auto now = env->clock->monotonic();
  auto delay =
      std::clamp(env->idle / 10, std::chrono::milliseconds{10}, std::chrono::milliseconds{5000});
  const auto not_after = [&](std::chrono::microseconds due) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - now);
    delay = std::clamp(left, std::chrono::milliseconds{1}, delay);
  };
  if (!wakes.empty()) not_after(wakes.begin()->first);
  if (!asleep.empty()) not_after(asleep.begin()->first);
  if (next_tick && *next_tick <= now + delay) return;
  next_tick = now + delay;
  self->send(peers.clock, arm_atom_v, delay, supervisor_actor{self});
}

void supervisor_state::wake_later(const storage::session_ref& ref, std::chrono::microseconds in) {
  const auto place = sessions.find(ref);
  if (place == sessions.end()) return;
  auto& e = place->second;
  if (e.wake) wakes.erase({*e.wake, &place->first});
  e.wake = env->clock->monotonic() + in;
  wakes.emplace(*e.wake, &place->first);
  arm();
}

void supervisor_state::wake_due() {
  const auto now = env->clock->monotonic();
  while (!asleep.empty() && asleep.begin()->first <= now) {
    const auto ref = asleep.extract(asleep.begin()).value().second;
    auto& e = find_or_activate(ref);
    if (!e.held) self->send(e.handle, wake_atom_v);
  }
  while (!wakes.empty() && wakes.begin()->first <= now) {
    auto& e = sessions.find(*wakes.begin()->second)->second;
    wakes.erase(wakes.begin());
    e.wake.reset();
    // It has something to do: not the moment to put it to rest.
    e.used = now;
    by_use.splice(by_use.end(), by_use, e.place);
    if (!e.held) self->send(e.handle, wake_atom_v);
  }
}

supervisor_actor::behavior_type supervisor(
    supervisor_actor::stateful_pointer<supervisor_state> self, environment_ptr env,
    supervisor_peers peers) {
  auto& state = self->state;
  state.env = std::move(env);
  state.peers = std::move(peers);
  self->set_down_handler([&state](const caf::down_msg& down) { state.gone(down); });
  return {
      [&state](create_atom, caller& who, create_command& command) -> caf::result<create_reply> {
        storage::session_ref ref{who.tenant, ""};
        if (command.restored)
          ref.id = command.restored->session_id;
        else
          ref.id = command.request.session_id.value_or(
              base::make_uuid(*state.env->clock, *state.env->entropy));
        return state.route<create_reply>(ref, create_atom_v, who, std::move(command));
      },
      [&state](append_atom, caller& who, const storage::session_ref& ref,
               append_command& command) -> caf::result<append_reply> {
        return state.route<append_reply>(ref, append_atom_v, who, std::move(command));
      },
      [&state](change_atom, caller& who, const storage::session_ref& ref,
               change_command& command) -> caf::result<change_reply> {
        return state.route<change_reply>(ref, change_atom_v, who, std::move(command));
      },
      [&state](get_atom, caller& who,
               const storage::session_ref& ref) -> caf::result<domain::session_view> {
        return state.route<domain::session_view>(ref, get_atom_v, who);
      },
      [&state](page_atom, caller& who, const storage::session_ref& ref,
               storage::page_request& request) -> caf::result<message_page> {
        return state.route<message_page>(ref, page_atom_v, who, std::move(request));
      },
      [&state](find_atom, caller& who, const storage::session_ref& ref,
               std::string& name) -> caf::result<domain::message> {
        return state.route<domain::message>(ref, find_atom_v, who, std::move(name));
      },
      [&state](turn_atom, caller& who, const storage::session_ref& ref,
               turn_command& command) -> caf::result<turn_reply> {
        return state.route<turn_reply>(ref, turn_atom_v, who, std::move(command));
      },
      [&state](find_turn_atom, caller& who, const storage::session_ref& ref,
               std::string& turn_id) -> caf::result<domain::turn_view> {
        return state.route<domain::turn_view>(ref, find_turn_atom_v, who, std::move(turn_id));
      },
      [&state](list_turns_atom, caller& who, const storage::session_ref& ref, std::int64_t after,
               std::int64_t items_max) -> caf::result<turn_page> {
        return state.route<turn_page>(ref, list_turns_atom_v, who, after, items_max);
      },
      [self, &state](history_atom, caller& who, storage::session_ref& ref,
                     storage::page_request& request) -> caf::result<message_page> {
        if (ref.tenant != who.tenant) return to_error(other_tenant());
        return self->delegate(state.peers.slow, history_atom_v, std::move(who), std::move(ref),
                              std::move(request));
      },
      [self, &state](list_atom, caller& who,
                     storage::session_query& query) -> caf::result<storage::session_page> {
        query.tenant = who.tenant;  // nobody lists another tenant's sessions
        return self->delegate(state.peers.slow, list_atom_v, std::move(who), std::move(query));
      },
      [self, &state](replay_atom, caller& who, std::string& key,
                     std::string& route) -> caf::result<replay> {
        return self->delegate(state.fast_reader(), replay_atom_v, std::move(who), std::move(key),
                              std::move(route));
      },
      [self, &state](counts_atom, caller& who) -> caf::result<storage::tenant_counts> {
        return self->delegate(state.peers.slow, counts_atom_v, std::move(who));
      },
      [self, &state](probe_atom, const caller& who) -> caf::result<done> {
        auto promise =
            std::make_shared<reply<done>>(self->make_response_promise<done>());
        auto left = std::make_shared<std::size_t>(state.peers.fast.size() + 1);
        const auto ask = [&](const reader_actor& lane) {
          self->request(lane, caf::infinite, counts_atom_v, who)
              .then(
                  [promise, left](const storage::tenant_counts&) {
                    if (--*left == 0) promise->deliver(done{});
                  },
                  [promise](const caf::error& e) { promise->fail(to_status(e)); });
        };
        for (const auto& lane : state.peers.fast) ask(lane);
        ask(state.peers.slow);
        return caf::delegated<done>{};
      },
      [self, &state](passivate_atom, const caller&,
                     const storage::session_ref& ref) -> caf::result<done> {
        const auto place = state.sessions.find(ref);
        if (place == state.sessions.end()) return done{};
        place->second.watchers.emplace_back(self->make_response_promise<done>());
        state.hold(place);
        return caf::delegated<done>{};
      },
      [&state](status_atom) -> caf::result<supervisor_status> {
        supervisor_status answer;
        answer.live = state.sessions.size();
        for (const auto& [ref, e] : state.sessions) answer.held += e.held ? 1 : 0;
        return answer;
      },
      [self, &state](stop_atom) -> caf::result<done> {
        state.stopped = true;
        if (state.sessions.empty()) return done{};
        state.stopping.emplace(self->make_response_promise<done>());
        for (auto place = state.sessions.begin(); place != state.sessions.end(); ++place)
          state.hold(place);
        return caf::delegated<done>{};
      },
      [&state](retire_atom, const storage::session_ref& ref) {
        const auto place = state.sessions.find(ref);
        if (place != state.sessions.end()) state.hold(place);
      },
      [&state](wake_atom, const storage::session_ref& ref, std::chrono::microseconds in) {
        state.wake_later(ref, in);
      },
      [self, &state](tick_atom) {
        state.next_tick.reset();
        state.wake_due();
        state.collect();
        self->send(state.peers.writer, tick_atom_v);
        if (!state.sessions.empty() || !state.asleep.empty()) state.arm();
      },
  };
}

}  // namespace parley::actors
