#include "actors/session.hpp"

#include <algorithm>

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

base::status no_such_session() { return {errc::not_found, "", "There is no such session."}; }

}  // namespace

void session_state::when_loaded(std::function<void(const base::status*)> then) {
  if (at == phase::live && !orphaned) return then(nullptr);
  readers.push_back(std::move(then));
  if (at == phase::cold) load();
  if (at == phase::absent) {
    // Nothing was here when we looked and only this actor could have made it since.
    const auto why = no_such_session();
    tell_readers(&why);
  }
}

void session_state::tell_readers(const base::status* failed) {
  for (auto& reader : std::exchange(readers, {})) reader(failed);
}

void session_state::load() {
  at = phase::loading;
  self->request(peers.reader, caf::infinite, load_atom_v, caller{ref.tenant, {}, {}, {}}, ref)
      .then([this](activation& found) { loaded(std::move(found)); },
            [this](const caf::error& e) { load_failed(to_status(e)); });
}

void session_state::loaded(activation found) {
  base::status why;
  if (found.record) {
    at = phase::live;
    record = std::move(*found.record);
    head = found.head;
    key = found.key;
    log = found.log;
    newest.reset(std::move(found.tail));
    adopt(std::move(found.open_turns), found.next_turn);
  } else {
    at = phase::absent;
    why = no_such_session();
  }
  // A turn whose process ended is shown when it has failed, not as if it ran.
  if (!orphaned) tell_readers(at == phase::live ? nullptr : &why);
  pump();
  // An actor for a name that nobody stored is not worth keeping.
  if (at == phase::absent && in_flight.empty() && !passivation)
    self->send(peers.supervisor, retire_atom_v, ref);
  end_if_at_rest();
}

void session_state::load_failed(const base::status& why) {
  at = phase::cold;
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
  if (!passivation || at == phase::loading || !queue.empty() || !in_flight.empty()) return;
  passivation->deliver(done{});
  passivation.reset();
  self->quit();
}

session_actor::behavior_type session(session_actor::stateful_pointer<session_state> self,
                                     environment_ptr env, session_peers peers,
                                     storage::session_ref ref) {
  auto& state = self->state;
  state.newest = tail{env->tail_messages, env->tail_bytes};
  state.env = std::move(env);
  state.peers = std::move(peers);
  state.ref = std::move(ref);
  return {
      [self, &state](create_atom, caller& who, create_command& command) {
        auto promise = self->make_response_promise<create_reply>();
        const auto since = state.env->clock->monotonic();
        (void)state.enqueue(session_state::waiting_create{std::move(who), std::move(command),
                                                          reply{promise}, since},
                            0);
        return caf::delegated<create_reply>{};
      },
      [self, &state](append_atom, caller& who, append_command& command) {
        auto promise = self->make_response_promise<append_reply>();
        std::size_t bytes = 0;
        for (const auto& m : command.messages) bytes += m.bytes();
        (void)state.enqueue(session_state::waiting_append{std::move(who), std::move(command),
                                                          reply{promise}, bytes},
                            bytes);
        return caf::delegated<append_reply>{};
      },
      [self, &state](change_atom, caller& who, change_command& command) {
        auto promise = self->make_response_promise<change_reply>();
        (void)state.enqueue(
            session_state::waiting_change{std::move(who), std::move(command), reply{promise}}, 0);
        return caf::delegated<change_reply>{};
      },
      [self, &state](turn_atom, caller& who, turn_command& command) {
        auto promise = self->make_response_promise<turn_reply>();
        const auto bytes = session_state::bytes_of(command);
        (void)state.enqueue(session_state::waiting_turn{std::move(who), std::move(command),
                                                        reply{promise}, bytes, false},
                            bytes);
        return caf::delegated<turn_reply>{};
      },
      [self, &state](find_turn_atom, const caller& who, const std::string& turn_id) {
        reply<domain::turn_view> answer{self->make_response_promise<domain::turn_view>()};
        state.read_turn(who, turn_id, std::move(answer));
        return caf::delegated<domain::turn_view>{};
      },
      [self, &state](list_turns_atom, const caller& who, std::int64_t after,
                     std::int64_t items_max) {
        reply<turn_page> answer{self->make_response_promise<turn_page>()};
        state.read_turns(who, after, items_max, std::move(answer));
        return caf::delegated<turn_page>{};
      },
      [&state](wake_atom) {
        state.wake_at = std::chrono::microseconds{0};
        if (state.at == session_state::phase::cold) state.load();
        state.pump();
      },
      [self, &state](get_atom, const caller&) {
        auto promise = self->make_response_promise<domain::session_view>();
        state.when_loaded([&state, promise](const base::status* failed) mutable {
          if (failed)
            promise.deliver(to_error(*failed));
          else
            promise.deliver(state.view());
        });
        return caf::delegated<domain::session_view>{};
      },
      [self, &state](page_atom, const caller& who, const storage::page_request& request) {
        auto promise = self->make_response_promise<message_page>();
        state.when_loaded([&state, promise, who = who,
                           request = request](const base::status* failed) mutable {
          if (failed) {
            promise.deliver(to_error(*failed));
            return;
          }
          request.upto = state.head.last_seq;
          if (auto items = state.newest.page(request))
            promise.deliver(message_page{std::move(*items), request.upto});
          else
            promise.delegate(state.peers.reader, page_atom_v, std::move(who), state.log, request);
        });
        return caf::delegated<message_page>{};
      },
      [self, &state](find_atom, const caller& who, const std::string& name) {
        auto promise = self->make_response_promise<domain::message>();
        state.when_loaded(
            [&state, promise, who = who, name = name](const base::status* failed) mutable {
              if (failed)
                promise.deliver(to_error(*failed));
              else if (const auto* found = state.newest.find(name))
                promise.deliver(*found);
              else
                promise.delegate(state.peers.reader, find_atom_v, std::move(who), state.log,
                                 std::move(name));
            });
        return caf::delegated<domain::message>{};
      },
      [self, &state](passivate_atom) {
        state.passivation.emplace(self->make_response_promise<done>());
        state.pump();
        return caf::delegated<done>{};
      },
  };
}

}  // namespace parley::actors
