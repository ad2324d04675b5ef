#include "actors/session.hpp"

#include <memory>

#include "parley/base/ids.hpp"
#include "parley/storage/tiered.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

/// The most that one submission carries; what is more waits for the next.
constexpr std::size_t submission_entries_max = 1000;
constexpr std::size_t submission_bytes_max = 4194304;

std::size_t waiting_bytes(const session_state::waiting& request) {
  if (auto* append = std::get_if<session_state::waiting_append>(&request)) return append->bytes;
  if (auto* turn = std::get_if<session_state::waiting_turn>(&request)) return turn->bytes;
  return 0;
}

}  // namespace

base::result<void> session_state::enqueue(waiting request, std::size_t bytes) {
  const auto& limits = env->limits;
  const bool full = queue.size() >= static_cast<std::size_t>(limits.session_pending) ||
                    (!queue.empty() &&
                     queue_bytes + bytes > static_cast<std::size_t>(limits.session_pending_bytes));
  if (full) {
    const base::status why{errc::overloaded, "", "Too many requests wait in this session.", 100};
    std::visit([&](auto& r) { r.to.fail(why); }, request);
    return base::fail(why);
  }
  queue_bytes += bytes;
  queue.push_back(std::move(request));
  pump();
  return {};
}

void session_state::pump() {
  if (broken) return end_if_at_rest();
  if (!turns.open().empty()) follow_clock();
  give_up_waiting();
  while (in_flight.empty()) {
    if (start_chore()) break;
    if (queue.empty()) break;
    if (at == phase::cold) load();
    if (at == phase::loading) return;
    auto& next = queue.front();
    if (std::visit([&](auto& r) { return expired(r.who, *env->clock); }, next)) {
      std::visit([&](auto& r) { r.to.fail(timed_out()); }, next);
      queue_bytes -= waiting_bytes(next);
      queue.pop_front();
      continue;
    }
    if (std::holds_alternative<waiting_append>(next)) {
      start_appends();
      continue;
    }
    in_flight.splice(in_flight.end(), queue, queue.begin());
    auto& request = in_flight.front();
    handling = &request;
    queue_bytes -= waiting_bytes(request);
    bool sent = false;
    if (auto* create = std::get_if<waiting_create>(&request))
      sent = start_create(*create);
    else if (auto* change = std::get_if<waiting_change>(&request))
      sent = start_change(*change);
    else if (auto* settle = std::get_if<waiting_settle>(&request))
      sent = start_settle(*settle);
    else if (auto* erase = std::get_if<waiting_erase>(&request))
      sent = start_erase(*erase);
    else if (auto* blank = std::get_if<waiting_blank>(&request))
      sent = start_blank(*blank);
    else if (auto* summary = std::get_if<waiting_summary>(&request))
      sent = start_summary(*summary);
    else
      sent = start_turn(std::get<waiting_turn>(request));
    handling = nullptr;
    if (!sent) in_flight.clear();
  }
  ask_to_be_woken();
  cell.weigh();
  end_if_at_rest();
}

bool session_state::start_change(waiting_change& request) {
  request.only_key = false;
  if (used_meanwhile(request)) return false;
  if (at == phase::absent) {
    request.to.fail(why_absent());
    return false;
  }
  if (is_being_erased()) {
    request.to.fail(why_absent());
    return false;
  }
  if (request.command.if_revision && *request.command.if_revision != record.revision) {
    request.to.fail({errc::precondition_failed, "If-Match",
                     "The session's revision is " + std::to_string(record.revision) + "."});
    return false;
  }
  if (waits_for_subtree(request)) return false;
  const auto& change = request.command.change;
  const bool moves = std::holds_alternative<domain::close_change>(change) ||
                     std::holds_alternative<domain::archive_change>(change) ||
                     std::holds_alternative<domain::reopen_change>(change);
  if (auto stays = check_staying(false); moves && !stays) {
    request.to.fail(stays.error());
    return false;
  }
  auto changed = domain::apply(change, record, env->clock->now(), env->limits);
  if (!changed) {
    request.to.fail(changed.error());
    return false;
  }
  if (changed->revision == record.revision) return answer_unchanged(request);
  if (const auto operation = looks_below(request)) return look_below(*operation);
  storage::submission what;
  add_tree_change(what, change);
  what.update = std::move(*changed);
  what.once = request.command.once;
  submit(std::move(what), request.who);
  return true;
}

bool session_state::start_appends() {
  std::size_t entries = 0;
  std::size_t bytes = 0;
  while (!queue.empty()) {
    auto* next = std::get_if<waiting_append>(&queue.front());
    if (!next) break;
    auto& messages = next->command.messages;
    if (!in_flight.empty() && (entries + messages.size() > submission_entries_max ||
                               bytes + next->bytes > submission_bytes_max))
      break;
    // What is kept under its key is the count after it, so nothing comes before it.
    const bool counts_alone = next->command.rounds > 0 && next->command.once;
    if (counts_alone && !in_flight.empty()) break;
    handling = &queue.front();
    const auto legal = complete(*next);
    queue_bytes -= next->bytes;
    if (legal) {
      entries += messages.size();
      bytes += next->bytes;
      in_flight.splice(in_flight.end(), queue, queue.begin());
    } else {
      next->to.fail(legal.error());
      queue.pop_front();
    }
  }
  handling = nullptr;
  if (in_flight.empty()) return false;
  // Their messages leave them only now; what fails from here on is answered `unknown_outcome`.
  submitted = true;
  storage::submission what;
  for (auto& held : in_flight) {
    auto& command = std::get<waiting_append>(held).command;
    auto& part = what.parts.emplace_back();
    part.entries = std::move(command.messages);
    part.if_last_seq = command.if_last_seq;
    part.once = command.once;
    part.rounds = command.rounds;
    if (part.once && part.rounds > 0)
      part.note = domain::canonical({{"round", record.round + part.rounds}});
    if (command.addressed) add_report(part, *command.addressed);
    if (!command.restoring && !what.update && !part.entries.empty())
      if (auto active = domain::reactivated(record)) {
        what.update = std::move(*active);
        what.update_with_entries = true;
      }
  }
  submit(std::move(what), std::get<waiting_append>(in_flight.front()).who);
  return true;
}

base::result<void> session_state::complete(waiting_append& request) {
  auto& [who, command, to, size, since] = request;
  if (at == phase::absent || is_being_erased()) return base::fail(why_absent());
  if (expired(who, *env->clock)) return base::fail(timed_out());
  if (!command.reported && !command.restoring)
    if (auto stays = check_staying(true); !stays) return stays;
  if (command.addressed)
    if (auto legal = domain::check_addresses(*command.addressed, record); !legal) return legal;
  if (command.messages.empty()) return domain::takes_messages(record);
  const auto now = env->clock->now();
  for (std::size_t i = 0; i < command.messages.size(); ++i) {
    auto& m = command.messages[i];
    if (command.reported) {
      m.received_at = now;
      continue;
    }
    if (!m.message_id.empty() && turns.find_coming(m.message_id))
      return base::fail(
          errc::conflict, "message_id",
          "The message id '" + m.message_id + "' is that of a turn that is not over.");
    if (command.restoring) {
      // What it was received as before; an older record knows its own time only.
      if (m.timestamp == base::timestamp{}) m.timestamp = now;
      if (m.received_at == base::timestamp{}) m.received_at = m.timestamp;
      if (m.message_id.empty()) m.id_suffix = base::make_suffix(*env->entropy);
      continue;
    }
    const auto prefix =
        command.messages.size() > 1 ? "messages[" + std::to_string(i) + "]." : std::string{};
    auto legal = domain::complete(
        m, record, now, m.message_id.empty() ? base::make_suffix(*env->entropy) : std::string{},
        prefix);
    if (!legal) return legal;
  }
  return {};
}

void session_state::come_back(storage::submission what) {
  // As if the store had moved on: when the session is back, all of it is decided again.
  auto held = std::make_shared<storage::submission>(std::move(what));
  const auto end = [this, held](base::status why) {
    submitted = false;
    commit_reply answer;
    answer.outcome.kind = storage::commit::rejected;
    answer.outcome.error = std::move(why);
    answer.sent = std::move(*held);
    answered(std::move(answer));
  };
  submitted = true;
  self->request(peers.mover, caf::infinite, recall_atom_v, caller{ref.tenant, {}, {}, {}}, ref)
      .then(
          [end](const done&) {
            end({errc::conflict, "", "The session was in the archive."});
          },
          [end](const caf::error& e) { end(to_status(e)); });
}

void session_state::submit(storage::submission what, const caller& who) {
  if (!what.create && storage::is_archived(key)) return come_back(std::move(what));
  what.session = ref;
  what.key = key;
  what.log = log;
  what.expected_last_seq = head.last_seq;
  const auto taken = [this](commit_reply& answer) {
    submitted = false;
    answered(std::move(answer));
  };
  const auto lost = [this](const caf::error& e) {
    submitted = false;
    commit_reply answer;
    answer.outcome.kind = storage::commit::unknown;
    answer.outcome.error = to_status(e);
    if (answer.outcome.error.code == errc::overloaded) return refused(answer.outcome.error);
    answered(std::move(answer));
  };
  submitted = true;
  // The deadline was checked just now; from here on the writer's outcome is the answer.
  caller by{who.tenant, who.principal, who.request_id, {}};
  if (std::holds_alternative<chore>(in_flight.front()))
    self->request<caf::message_priority::high>(peers.writer, caf::infinite, submit_atom_v,
                                               std::move(by), std::move(what))
        .then(taken, lost);
  else
    self->request(peers.writer, caf::infinite, submit_atom_v, std::move(by), std::move(what))
        .then(taken, lost);
}

}  // namespace parley::actors
