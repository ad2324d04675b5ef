#include "actors/session.hpp"

#include <algorithm>

namespace parley::actors {

using namespace protocol;
using base::errc;

void session_state::when_loaded(std::function<void(const base::status*)> then,
                                std::function<void()> give_back) {
  if (at == phase::live && is_being_erased()) {
    const auto why = why_absent();
    return then(&why);
  }
  if (at == phase::live && !orphaned) return then(nullptr);
  readers.push_back({std::move(then), std::move(give_back)});
  if (at == phase::cold) load();
  if (at == phase::absent) {
    // Nothing was here when we looked and only this actor could have made it since.
    const auto why = why_absent();
    tell_readers(&why);
  }
}

void session_state::tell_readers(const base::status* failed) {
  // One by one: when one throws, those behind it still wait.
  for (auto left = readers.size(); left > 0; --left) {
    const auto next = std::move(readers.front());
    readers.pop_front();
    next.run(failed);
  }
}

/// A read: `run(to)` when the session is loaded. One that waits when the session fails goes back.
template <class Reply, class Atom, class Run, class... Args>
caf::delegated<Reply> session_state::read(Atom atom, const caller& who, Run run,
                                          const Args&... args) {
  auto to = std::make_shared<read_reply<Reply>>(self->make_response_promise<Reply>());
  when_loaded(
      [to, run = std::move(run)](const base::status* failed) mutable {
        if (failed)
          to->fail(*failed);
        else
          run(*to);
      },
      [this, to, atom, who, args...] {
        auto marked = who;
        marked.waited = true;
        to->release().delegate(peers.supervisor, atom, std::move(marked), ref, args...);
      });
  return {};
}

void session_state::load() {
  at = phase::loading;
  const auto number = ++loads;
  self->request(peers.reader, caf::infinite, load_atom_v, caller{ref.tenant, {}, {}, {}}, ref)
      // Of two that were asked for, the older one may have been read before something was written.
      .then(
          [this, number](activation& found) {
            if (number == loads) loaded(std::move(found));
          },
          [this, number](const caf::error& e) {
            if (number == loads) load_failed(to_status(e));
          });
}

void session_state::loaded(activation found) {
  if (std::exchange(load_again, false)) return load();
  base::status why;
  if (found.record) {
    at = phase::live;
    record = std::move(*found.record);
    head = found.head;
    key = found.key;
    log = found.log;
    newest.reset(stale.empty() ? std::move(found.tail) : std::vector<domain::message>{});
    adopt(std::move(found.open_turns), found.next_turn);
    turns.blank(std::exchange(stale, {}));
    adopt_cascade(found.cascade);
    tell_loaded();
    summaries = {};
    sense_summaries();
  } else {
    at = phase::absent;
    if (found.erased) bury(std::move(*found.erased));
    why = why_absent();
  }
  if (is_being_erased()) {
    orphaned = false;
    why = why_absent();
  }
  // A turn whose process ended is shown when it has failed, not as if it ran.
  if (!orphaned) tell_readers(at == phase::live && !is_being_erased() ? nullptr : &why);
  pump();
  retire_if_absent();
  end_if_at_rest();
}

void session_state::retire_if_absent() {
  // An actor for a name that nobody stored is not worth keeping.
  if (at == phase::absent && in_flight.empty() && !passivation && reading == 0)
    self->send(peers.supervisor, retire_atom_v, ref);
}

void session_state::has_read() {
  --reading;
  retire_if_absent();
  end_if_at_rest();
}

void session_state::load_failed(const base::status& why) {
  at = phase::cold;
  load_again = false;
  tell_readers(&why);
  for (auto& request : std::exchange(queue, {}))
    std::visit([&](auto& r) { r.to.fail(why); }, request);
  queue_bytes = 0;
  end_if_at_rest();
}

domain::session_view session_state::view() const {
  domain::session_view v{record, head};
  // A chunk is activity too, though nothing of it is in the history yet.
  if (const auto* running = turns.running())
    v.record.touched_at = std::max(v.record.touched_at, running->touched_at);
  return v;
}

void session_state::end_if_at_rest() {
  if (!passivation || submitted || reading > 0 || at == phase::loading || !queue.empty() ||
      !in_flight.empty())
    return;
  if (!readers.empty()) {
    // They wait for the end of a turn that the store did not take; the next actor tries again.
    const base::status why{errc::unavailable, "", "The session is on its way to rest.", 1000};
    tell_readers(&why);
  }
  passivation->deliver(done{});
  passivation.reset();
  self->quit();
}

session_actor::behavior_type session(session_pointer self, environment_ptr env,
                                     session_peers peers, storage::session_ref ref) {
  auto& cell = self->state;
  cell.env = std::move(env);
  cell.peers = std::move(peers);
  cell.ref = std::move(ref);
  return {
      [self, &cell](create_atom, caller& who, create_command& command) {
        auto& state = cell.awake();
        auto promise = self->make_response_promise<create_reply>();
        const auto since = state.env->clock->monotonic();
        (void)state.enqueue(session_state::waiting_create{std::move(who), std::move(command),
                                                          reply{promise}, since, false, {}, {}},
                            0);
        return caf::delegated<create_reply>{};
      },
      [self, &cell](append_atom, caller& who, append_command& command) {
        auto& state = cell.awake();
        auto promise = self->make_response_promise<append_reply>();
        std::size_t bytes = 0;
        for (const auto& m : command.messages) bytes += m.bytes();
        const auto since = state.env->clock->monotonic();
        (void)state.enqueue(session_state::waiting_append{std::move(who), std::move(command),
                                                          reply{promise}, bytes, since},
                            bytes);
        return caf::delegated<append_reply>{};
      },
      [self, &cell](change_atom, caller& who, change_command& command) {
        auto& state = cell.awake();
        auto promise = self->make_response_promise<change_reply>();
        (void)state.enqueue(
            session_state::waiting_change{std::move(who), std::move(command), reply{promise}}, 0);
        return caf::delegated<change_reply>{};
      },
      [self, &cell](turn_atom, caller& who, turn_command& command) {
        auto& state = cell.awake();
        auto promise = self->make_response_promise<turn_reply>();
        const auto bytes = session_state::bytes_of(command);
        (void)state.enqueue(session_state::waiting_turn{std::move(who), std::move(command),
                                                        reply{promise}, bytes, false},
                            bytes);
        return caf::delegated<turn_reply>{};
      },
      [self, &cell](erase_atom, caller& who, erase_command& command) {
        auto& state = cell.awake();
        auto promise = self->make_response_promise<domain::erasure>();
        (void)state.enqueue(
            session_state::waiting_erase{std::move(who), std::move(command), reply{promise}}, 0);
        return caf::delegated<domain::erasure>{};
      },
      [self, &cell](blank_atom, caller& who, blank_command& command) {
        auto& state = cell.awake();
        auto promise = self->make_response_promise<domain::erasure>();
        (void)state.enqueue(
            session_state::waiting_blank{std::move(who), std::move(command), reply{promise}}, 0);
        return caf::delegated<domain::erasure>{};
      },
      [self, &cell](apply_atom, caller& who, apply_summary& command) {
        auto& state = cell.awake();
        auto promise = self->make_response_promise<domain::summary>();
        (void)state.enqueue(
            session_state::waiting_summary{std::move(who), std::move(command), reply{promise}}, 0);
        return caf::delegated<domain::summary>{};
      },
      [&cell](reload_atom, const caller&, const reload_command& command) -> caf::result<done> {
        cell.awake().reload(command.seqs);
        return done{};
      },
      [self, &cell](settle_atom, caller& who, settle_command& command) {
        auto& state = cell.awake();
        auto promise = self->make_response_promise<done>();
        (void)state.enqueue(
            session_state::waiting_settle{std::move(who), std::move(command), reply{promise}}, 0);
        return caf::delegated<done>{};
      },
      [&cell](find_turn_atom, const caller& who, const std::string& turn_id) {
        auto& state = cell.awake();
        return state.read<domain::turn_view>(
            find_turn_atom_v, who,
            [&state, who, turn_id](auto& to) { state.read_turn(who, turn_id, to); }, turn_id);
      },
      [&cell](list_turns_atom, const caller& who, std::int64_t after,
               std::int64_t items_max) {
        auto& state = cell.awake();
        return state.read<turn_page>(
            list_turns_atom_v, who,
            [&state, who, after, items_max](auto& to) {
              state.read_turns(who, after, items_max, to);
            },
            after, items_max);
      },
      [self, &cell](prior_atom, const caller& who) {
        auto& state = cell.awake();
        state.read_prior(who, reply{self->make_response_promise<prior_history>()});
        return caf::delegated<prior_history>{};
      },
      [&cell](wake_atom) {
        auto& state = cell.awake();
        if (state.broken) return;
        state.wake_at = std::chrono::microseconds{0};
        if (state.at == phase::cold) state.load();
        state.pump();
      },
      [&cell](get_atom atom, const caller& who) {
        auto& state = cell.awake();
        return state.read<domain::session_view>(atom, who,
                                                [&state](auto& to) { to.deliver(state.view()); });
      },
      [&cell](page_atom atom, const caller& who, const storage::page_request& request) {
        auto& state = cell.awake();
        return state.read<message_page>(
            atom, who,
            [&state, who, upto = request](auto& to) mutable {
              upto.upto = state.head.last_seq;
              if (auto items = state.newest.page(upto))
                to.deliver(message_page{std::move(*items), upto.upto});
              else
                to.release().delegate(state.peers.reader, page_atom_v, std::move(who), state.log,
                                      upto);
            },
            request);
      },
      [&cell](find_atom atom, const caller& who, const std::string& name) {
        auto& state = cell.awake();
        return state.read<domain::message>(
            atom, who,
            [&state, who, name](auto& to) {
              if (const auto* found = state.newest.find(name))
                to.deliver(*found);
              else
                to.release().delegate(state.peers.reader, find_atom_v, who, state.log, name);
            },
            name);
      },
      [self, &cell](passivate_atom) {
        reply<done> answer{self->make_response_promise<done>()};
        if (cell.cooled()) {
          answer.deliver(done{});
          self->quit();
          return caf::delegated<done>{};
        }
        auto& state = cell.awake();
        state.passivation = std::move(answer);
        state.pump();
        return caf::delegated<done>{};
      },
      [&cell](cool_atom) { cell.cool(); },
  };
}

}  // namespace parley::actors
