#include "actors/session.hpp"
#include "parley/domain/creation.hpp"
#include "parley/domain/fork.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

bool is_same(const create_command& command, const domain::session& stored) {
  if (command.restored)
    return command.restored->created_at == stored.created_at &&
           command.restored->session_key == stored.session_key;
  if (command.fork)
    return domain::same_fork({command.fork->session_id, command.fork->at_seq}, stored);
  return domain::same_creation(command.request, stored);
}

/// Whether the store is to be asked first. A conversation that has the session's own id begins
/// here.
bool has_origin(const create_command& command, const domain::session& made) {
  return !command.restored && (command.fork || made.conversation_id != made.session_id);
}

}  // namespace

bool session_state::start_create(waiting_create& request) {
  auto& command = request.command;
  request.only_key = false;
  if (erased || is_being_erased()) {
    request.to.fail({errc::erased, "session_id",
                     "A session of this id was erased; its id cannot be used again."});
    return false;
  }
  if (at == phase::live) {
    if (is_same(command, record)) return answer_existing(request);
    request.to.fail({errc::session_exists, "session_id",
                     "A session of this id exists and was created differently."});
    return false;
  }
  if (!command.restored && command.request.parent_session_id && !request.looked_up)
    return look_up_parent(request);
  auto made = made_of(request);
  if (!made) {
    request.to.fail(made.error());
    return false;
  }
  if (has_origin(command, *made) && !request.origin) return ask_origin(request, *made);
  if (command.fork && peers.mover && !request.origin_here) {
    recall_origin(request);
    return true;
  }
  storage::submission what;
  what.create = std::move(*made);
  if (command.fork) what.fork = *command.fork;
  if (request.parent) what.children_max = env->limits.children;
  what.once = command.once;
  submit(std::move(what), request.who);
  return true;
}

base::result<domain::session> session_state::made_of(const waiting_create& request) const {
  const auto& command = request.command;
  const auto& found = request.origin;
  if (command.restored) {
    auto made = *command.restored;  // a copy: the request may have to be submitted again
    made.tenant_id = ref.tenant;
    return made;
  }
  if (!command.fork) {
    auto made = domain::create_session(command.request, ref.tenant, ref.id, request.parent,
                                       env->clock->now(), env->limits);
    if (made && found) made->continues = found->continues;
    return made;
  }
  if (!found) return domain::session{};  // nothing is known of it yet
  if (!found->forked)
    return base::fail(errc::not_found, "", "There is no session to be forked under this id.");
  if (found->inside_group) return base::fail(domain::inside_group(command.fork->at_seq));
  return domain::fork_session(*found->forked, command.fork->at_seq, ref.id, env->clock->now());
}

bool session_state::ask_origin(const waiting_create& request, const domain::session& made) {
  self->request(peers.reader, caf::infinite, origin_atom_v, request.who,
                origin_query{ref, request.command.fork, made.conversation_id, made.user_id})
      .then([this](origin_facts& found) { origin_found(std::move(found)); },
            [this](const caf::error& e) {
              fail_in_flight(to_status(e));
              pump();
            });
  return true;
}

void session_state::recall_origin(const waiting_create& request) {
  const storage::session_ref origin{ref.tenant, request.command.fork->session_id};
  self->request(peers.mover, caf::infinite, recall_atom_v, request.who, origin)
      .then(
          [this](const done&) {
            std::get<waiting_create>(in_flight.front()).origin_here = true;
            create_again();
          },
          [this](const caf::error& e) {
            fail_in_flight(to_status(e));
            pump();
            retire_if_absent();
          });
}

void session_state::origin_found(origin_facts found) {
  std::get<waiting_create>(in_flight.front()).origin = std::move(found);
  create_again();
}

void session_state::create_again() {
  auto& request = std::get<waiting_create>(in_flight.front());
  handling = &in_flight.front();
  const bool sent = start_create(request);
  handling = nullptr;
  if (!sent) in_flight.clear();
  pump();
  retire_if_absent();
}

}  // namespace parley::actors
