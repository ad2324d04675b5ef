#include <utility>

#include "actors/session.hpp"
#include "parley/base/ids.hpp"
#include "parley/storage/tiered.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

bool session_state::start_blank(waiting_blank& request) {
  if (at == phase::absent || is_being_erased()) {
    request.to.fail(why_absent());
    return false;
  }
  const auto& command = request.command;
  if (command.name.empty()) return submit_blank(request, command.seqs);
  self->request(peers.reader, caf::infinite, blank_atom_v, caller{ref.tenant, {}, {}, {}}, ref, log,
                command.name)
      .then([this](blank_group& found) { group_found(found); },
            [this](const caf::error& e) {
              fail_in_flight(to_status(e));
              pump();
            });
  return true;
}

void session_state::group_found(blank_group& found) {
  auto& request = std::get<waiting_blank>(in_flight.front());
  bool sent = false;
  if (found.seq == 0)
    request.to.fail({errc::not_found, "", "There is no such message in this session."});
  else if (found.receipt)
    request.to.deliver(std::move(*found.receipt));
  else
    sent = submit_blank(request, found.seqs);
  if (!sent) in_flight.clear();
  pump();
}

bool session_state::submit_blank(const waiting_blank& request,
                                 const std::vector<std::int64_t>& seqs) {
  const auto& turns_wanted = request.command.turns;
  if (seqs.empty() && turns_wanted.empty()) return false;
  storage::submission what;
  auto& order = what.blank.emplace();
  order.receipt_id = base::make_uuid(*env->clock, *env->entropy);
  order.subject =
      ref.id + '/' + (seqs.empty() ? "turns/" + turns_wanted.front() : std::to_string(seqs.front()));
  order.part_of = request.command.part_of;
  order.seqs = seqs;
  order.turns = turns_wanted;
  submit(std::move(what), request.who);
  return true;
}

void session_state::blanked(commit_reply& answer, waiting_blank& request) {
  newest.reset({});
  const auto& order = *answer.sent.blank;
  turns.forget(order.turns);
  turns.blank(order.seqs);
  // Those that cover them are stale now.
  if (!order.seqs.empty()) sense_summaries();
  auto& outcome = answer.outcome;
  tell_blanked(order.seqs, outcome.sharers);
  if (outcome.sharers.empty()) return request.to.deliver(std::move(*outcome.erased));
  // Others may show it from their memory: it is invisible when they do not any more.
  auto to = std::make_shared<reply<domain::erasure>>(std::move(request.to));
  auto receipt = std::make_shared<domain::erasure>(std::move(*outcome.erased));
  const auto done_with = [to, receipt] { to->deliver(*receipt); };
  caller who{ref.tenant, {}, {}, {}};
  who.waited = true;  // a full queue must not refuse it
  self->request(peers.supervisor, caf::infinite, reload_atom_v, std::move(who),
                reload_command{std::move(outcome.sharers), order.seqs})
      .then([done_with](const done&) { done_with(); },
            [done_with](const caf::error&) { done_with(); });
}

void session_state::reload(const std::vector<std::int64_t>& seqs) {
  if (seqs.empty()) return reload_all();
  // What the reader has found for a load under way may be from before.
  if (at == phase::loading) stale.insert(stale.end(), seqs.begin(), seqs.end());
  newest.reset({});
  turns.blank(seqs);
  sense_summaries();
}

void session_state::reload_all() {
  // What it shows lies in the archive, and the session does not any more. Whoever waits for it to
  // come back looks again anyway.
  if (at == phase::loading) load_again = true;
  if (at == phase::live && storage::is_archived(key)) load();
}

}  // namespace parley::actors
