#include "actors/session.hpp"
#include "parley/base/ids.hpp"
#include "parley/domain/creation.hpp"

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
    queue_bytes -= waiting_bytes(request);
    bool submitted = false;
    if (auto* create = std::get_if<waiting_create>(&request))
      submitted = start_create(*create);
    else if (auto* change = std::get_if<waiting_change>(&request))
      submitted = start_change(*change);
    else
      submitted = start_turn(std::get<waiting_turn>(request));
    if (!submitted) in_flight.clear();
  }
  ask_to_be_woken();
  end_if_at_rest();
}

bool session_state::start_create(waiting_create& request) {
  auto& command = request.command;
  if (at == phase::live) {
    const bool same = command.restored ? command.restored->created_at == record.created_at &&
                                             command.restored->session_key == record.session_key
                                       : domain::same_creation(command.request, record);
    if (same)
      request.to.deliver({view(), true});
    else
      request.to.fail({errc::session_exists, "session_id",
                       "A session of this id exists and was created differently."});
    return false;
  }
  storage::submission what;
  if (command.restored) {
    what.create = *command.restored;  // a copy: the request may have to be submitted again
    what.create->tenant_id = ref.tenant;
  } else {
    auto made = domain::create_session(command.request, ref.tenant, ref.id, std::nullopt,
                                       env->clock->now(), env->limits);
    if (!made) {
      request.to.fail(made.error());
      return false;
    }
    what.create = std::move(*made);
  }
  what.once = command.once;
  submit(std::move(what), request.who);
  return true;
}

bool session_state::start_change(waiting_change& request) {
  if (at == phase::absent) {
    request.to.fail({errc::not_found, "", "There is no such session."});
    return false;
  }
  if (request.command.if_revision && *request.command.if_revision != record.revision) {
    request.to.fail({errc::precondition_failed, "If-Match",
                     "The session's revision is " + std::to_string(record.revision) + "."});
    return false;
  }
  auto changed = domain::apply(request.command.change, record, env->clock->now(), env->limits);
  if (!changed) {
    request.to.fail(changed.error());
    return false;
  }
  if (changed->revision == record.revision) {
    request.to.deliver({view(), false, false});
    return false;
  }
  storage::submission what;
  if (std::holds_alternative<domain::close_change>(request.command.change)) {
    auto ending = turns.close(env->clock->now());
    name_senders(ending);
    if (!ending.empty()) what.parts.push_back(part_of(ending));
    if (!ending.empty()) stepping = std::move(ending);
  }
  what.update = std::move(*changed);
  what.once = request.command.once;
  submit(std::move(what), request.who);
  return true;
}

bool session_state::start_appends() {
  storage::submission what;
  std::size_t entries = 0;
  std::size_t bytes = 0;
  while (!queue.empty()) {
    auto* next = std::get_if<waiting_append>(&queue.front());
    if (!next) break;
    auto& messages = next->command.messages;
    if (!what.parts.empty() && (entries + messages.size() > submission_entries_max ||
                                bytes + next->bytes > submission_bytes_max))
      break;
    base::result<void> legal;
    if (at == phase::absent) legal = base::fail(errc::not_found, "", "There is no such session.");
    if (expired(next->who, *env->clock)) legal = base::fail(timed_out());
    if (legal && next->command.addressed)
      legal = domain::check_addresses(*next->command.addressed, record);
    if (legal && messages.empty()) legal = domain::takes_messages(record);
    const auto now = env->clock->now();
    for (std::size_t i = 0; legal && i < messages.size(); ++i) {
      auto& m = messages[i];
      if (next->command.restoring) {
        // What it was received as before; an older record knows its own time only.
        if (m.timestamp == base::timestamp{}) m.timestamp = now;
        if (m.received_at == base::timestamp{}) m.received_at = m.timestamp;
        if (m.message_id.empty()) m.id_suffix = base::make_suffix(*env->entropy);
      } else {
        const auto prefix =
            messages.size() > 1 ? "messages[" + std::to_string(i) + "]." : std::string{};
        legal = domain::complete(
            m, record, now, m.message_id.empty() ? base::make_suffix(*env->entropy) : std::string{},
            prefix);
      }
    }
    queue_bytes -= next->bytes;
    if (legal) {
      entries += messages.size();
      bytes += next->bytes;
      what.parts.push_back({std::move(messages),
                            next->command.if_last_seq,
                            next->command.once,
                            {},
                            0,
                            next->command.rounds});
      in_flight.splice(in_flight.end(), queue, queue.begin());
    } else {
      next->to.fail(legal.error());
      queue.pop_front();
    }
  }
  if (what.parts.empty()) return false;
  submit(std::move(what), std::get<waiting_append>(in_flight.front()).who);
  return true;
}

void session_state::submit(storage::submission what, const caller& who) {
  what.session = ref;
  what.key = key;
  what.log = log;
  what.expected_last_seq = head.last_seq;
  // The deadline was checked just now; from here on the writer's outcome is the answer.
  self->request(peers.writer, caf::infinite, submit_atom_v,
                caller{who.tenant, who.principal, who.request_id, {}}, std::move(what))
      .then([this](commit_reply& answer) { answered(std::move(answer)); },
            [this](const caf::error& e) {
              commit_reply lost;
              lost.outcome.kind = storage::commit::unknown;
              lost.outcome.error = to_status(e);
              answered(std::move(lost));
            });
}

}  // namespace parley::actors
