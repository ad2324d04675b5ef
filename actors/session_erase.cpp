#include <utility>

#include "actors/session.hpp"
#include "parley/base/ids.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using domain::tree_operation;

bool session_state::is_being_erased() const {
  return leaving && leaving->operation == tree_operation::erase;
}

base::status session_state::why_absent() const {
  if (erased) return {errc::erased, "", "The session was erased."};
  if (is_being_erased()) return {errc::erased, "", "The session is being erased."};
  return {errc::not_found, "", "There is no such session."};
}

bool session_state::start_erase(waiting_erase& request) {
  if (erased) {
    // From the store: meanwhile its rows may be gone.
    self->request(peers.reader, caf::infinite, facts_atom_v, caller{ref.tenant, {}, {}, {}}, ref)
        .then(
            [this](session_facts& found) {
              auto& waiter = std::get<waiting_erase>(in_flight.front());
              waiter.to.deliver(found.erased ? std::move(*found.erased) : *erased);
              in_flight.clear();
              self->send(peers.supervisor, retire_atom_v, ref);
              pump();
            },
            [this](const caf::error& e) {
              fail_in_flight(to_status(e));
              pump();
            });
    return true;
  }
  if (at == phase::absent) {
    request.to.fail(why_absent());
    return false;
  }
  if (is_being_erased()) {
    until_erased.push_back(std::move(request));
    return false;
  }
  if (request.command.if_revision && *request.command.if_revision != record.revision) {
    request.to.fail({errc::precondition_failed, "If-Match",
                     "The session's revision is " + std::to_string(record.revision) + "."});
    return false;
  }
  const auto& idle_since = request.command.idle_since;
  if (idle_since && domain::session_view{record, head}.last_activity() > *idle_since) {
    request.to.fail({errc::conflict, "", "Something has happened in the session since then."});
    return false;
  }
  if (peers.mover && !std::exchange(request.alone, false)) return look_below(tree_operation::erase);
  return submit_erase(request.command.part_of, request.who);
}

bool session_state::submit_erase(const std::string& part_of, const caller& who) {
  storage::submission what;
  what.guard = storage::subtree_guard::none_left;
  what.erase = storage::erase_order{base::make_uuid(*env->clock, *env->entropy), part_of};
  submit(std::move(what), who);
  return true;
}

void session_state::bury(domain::erasure receipt) {
  erased = std::move(receipt);
  at = phase::absent;
  summaries = {};
  self->send(peers.supervisor, forget_atom_v, ref);
  stepping.reset();
  leaving.reset();
  record = {};
  head = {};
  key = log = leaving_job = 0;
  turns.load({}, 1);
  orphaned = false;
  unsaved_since.reset();
  newest.reset({});
  const auto why = why_absent();
  tell_over(why);
  tell_readers(&why);
  for (auto& waiter : std::exchange(until_settled, {})) waiter.to.fail(why);
  for (auto& waiter : std::exchange(until_erased, {})) waiter.to.deliver(*erased);
}

void session_state::gone(commit_reply& answer, waiting& request) {
  bury(std::move(*answer.outcome.erased));
  if (auto* settle = std::get_if<waiting_settle>(&request))
    settle->to.deliver(done{});
  else if (auto* erase = std::get_if<waiting_erase>(&request))
    erase->to.deliver(*erased);
  self->send(peers.supervisor, retire_atom_v, ref);
}

}  // namespace parley::actors
