#include "actors/session.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

base::status no_such_session() { return {errc::not_found, "", "There is no such session."}; }

}  // namespace

void session_state::when_loaded(std::function<void(const base::status*)> then) {
  if (at == phase::live) return then(nullptr);
  readers.push_back(std::move(then));
  if (at == phase::cold) load();
  if (at == phase::absent) {
    // Nothing was here when we looked and only this actor could have made it since.
    for (auto& reader : std::exchange(readers, {})) {
      const auto why = no_such_session();
      reader(&why);
    }
  }
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
  } else {
    at = phase::absent;
    why = no_such_session();
  }
  for (auto& reader : std::exchange(readers, {})) reader(at == phase::live ? nullptr : &why);
  pump();
  // An actor for a name that nobody stored is not worth keeping.
  if (at == phase::absent && in_flight.empty() && !passivation)
    self->send(peers.supervisor, retire_atom_v, ref);
  end_if_at_rest();
}

void session_state::load_failed(const base::status& why) {
  at = phase::cold;
  for (auto& reader : std::exchange(readers, {})) reader(&why);
  for (auto& request : std::exchange(queue, {}))
    std::visit([&](auto& r) { r.to.fail(why); }, request);
  queue_bytes = 0;
  end_if_at_rest();
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
        state.end_if_at_rest();
        return caf::delegated<done>{};
      },
  };
}

}  // namespace parley::actors
