#include "actors/session.hpp"
#include "actors/session_again.hpp"
#include "parley/telemetry/meters.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

/// How often the same requests are submitted again because the store had moved on.
constexpr int attempts_max = 3;

/// After a step that failed the session's own work on its turns waits for so long.
constexpr std::chrono::seconds chore_pause{1};

receipt receipt_of(const domain::message& m, const storage::appended& entry) {
  if (entry.known)
    return {entry.seq, entry.message_id, entry.sender_id, m.role, m.status, entry.timestamp, true};
  return {entry.seq, entry.message_id, m.sender_id, m.role, m.status, m.timestamp, false};
}

/// Somebody else wrote to the session. Other conflicts name their field.
bool moved(const base::status& error) {
  return error.code == errc::conflict && error.field.empty();
}

}  // namespace

void session_state::answered(commit_reply answer) {
  const auto& outcome = answer.outcome;
  switch (outcome.kind) {
    case storage::commit::committed:
      attempts = 0;
      committed(answer);
      break;
    case storage::commit::rejected:
      if (outcome.error.field == "children") {
        attempts = 0;
        return children_first();
      }
      if ((moved(outcome.error) || outcome.error.code == errc::session_exists ||
           origin_left(answer)) &&
          ++attempts < attempts_max) {
        // Somebody else moved the head: look again, then submit again. Nothing was written.
        take_back(answer.sent);
        load();
        return;
      }
      attempts = 0;
      if (moved(outcome.error))
        fail_in_flight({errc::unavailable, "", "The session is being changed elsewhere.", 1000});
      else
        fail_in_flight(outcome.error);
      break;
    case storage::commit::unknown:
      attempts = 0;
      env->counters->commits_unknown.fetch_add(1, std::memory_order_relaxed);
      fail_in_flight({errc::unknown_outcome, "",
                      "The store did not say whether this was written: " + outcome.error.text +
                          " Repeat the request with the same ids."});
      // Nothing is submitted or shown before the head has been read again.
      load();
      return;
  }
  if (at == phase::live && !is_being_erased()) tell_readers(nullptr);
  pump();
  retire_if_absent();
}

bool session_state::origin_left(const commit_reply& answer) {
  if (!answer.sent.fork || answer.outcome.error.code != errc::not_found || !peers.mover)
    return false;
  auto* create = std::get_if<waiting_create>(&in_flight.front());
  return create && std::exchange(create->origin_here, false);
}

void session_state::refused(const base::status& why) {
  // The writer's mailbox was full: nothing was written, and everything here is as it was.
  attempts = 0;
  fail_in_flight(why);
  if (at == phase::live) tell_readers(nullptr);
  pump();
}

void session_state::committed(commit_reply& answer) {
  auto requests = std::exchange(in_flight, {});
  auto& first = requests.front();
  auto& sent = answer.sent;
  keep_used(answer);
  const bool new_record = sent.create || answer.outcome.updated;
  if (new_record && !answer.outcome.replay) {
    record = std::move(sent.create ? *sent.create : *sent.update);
    head = answer.outcome.head;
    key = answer.outcome.key;
    log = answer.outcome.log;
    at = phase::live;
    if (sent.create) {
      record.turn_count = answer.outcome.turn_count;
      record.round = answer.outcome.round;
      adopted = true;  // who made the session has all of its turns' drafts
    }
  }
  if (auto* blank = std::get_if<waiting_blank>(&first)) return blanked(answer, *blank);
  if (auto* summary = std::get_if<waiting_summary>(&first)) return summarized(answer, *summary);
  if (answer.outcome.erased) return gone(answer, first);
  if (key_kept(answer, first)) return;
  if (auto* settle = std::get_if<waiting_settle>(&first))
    settled(answer, *settle);
  else if (auto* create = std::get_if<waiting_create>(&first))
    created(answer, *create);
  else if (auto* change = std::get_if<waiting_change>(&first))
    sent.update ? changed(answer, *change) : promised(answer, first);
  else if (std::holds_alternative<waiting_erase>(first))
    promised(answer, first);
  else if (stepping)
    turn_committed(answer, first);
  else
    parts_committed(answer, requests);
  consider_summary();
}

void session_state::created(commit_reply& answer, waiting_create& request) {
  if (answer.outcome.replay)
    return answer_again(*answer.sent.once, std::move(request.to), again_created);
  env->counters->creation.record(env->clock->monotonic() - request.since);
  tell_created();
  request.to.deliver({view(), false});
}

void session_state::changed(commit_reply& answer, waiting_change& request) {
  if (answer.outcome.replay) {
    stepping.reset();
    return answer_again(*answer.sent.once, std::move(request.to), again_changed);
  }
  if (stepping) step_committed(answer, 0);
  tell_change(request.command.change);
  request.to.deliver({view(), true, false});
}

void session_state::parts_committed(commit_reply& answer, std::list<waiting>& requests) {
  auto& [outcome, sent] = answer;
  head = outcome.head;
  std::uint64_t fresh = 0;
  const auto now = env->clock->monotonic();
  auto part = outcome.parts.begin();
  auto submitted = sent.parts.begin();
  for (auto& held : requests) {
    auto& request = std::get<waiting_append>(held);
    if (!part->refused && !part->replay) record.round += submitted->rounds;
    if (part->refused) {
      request.to.fail(*part->refused);
    } else if (part->replay) {
      answer_again(*submitted->once, std::move(request.to), again_appended);
    } else {
      append_reply answered;
      answered.receipts.reserve(part->entries.size());
      for (std::size_t k = 0; k < part->entries.size(); ++k)
        answered.receipts.push_back(receipt_of(submitted->entries[k], part->entries[k]));
      const auto written = take_over(submitted->entries, part->entries);
      answered.all_known = written == 0;
      answered.round = record.round;
      fresh += written;
      // Others only note a round.
      if (!answered.receipts.empty()) env->meters->append_us.record((now - request.since).count());
      request.to.deliver(std::move(answered));
    }
    ++part;
    ++submitted;
  }
  tell_entries();
  env->counters->messages_appended.fetch_add(fresh, std::memory_order_relaxed);
}

std::uint64_t session_state::take_over(std::vector<domain::message>& entries,
                                       std::vector<storage::appended>& stored) {
  std::uint64_t fresh = 0;
  for (std::size_t k = 0; k < stored.size(); ++k) {
    if (stored[k].known) continue;
    ++fresh;
    entries[k].seq = stored[k].seq;
    entries[k].message_id = std::move(stored[k].message_id);
    entries[k].id_suffix.clear();
    count_characters(entries[k]);
    note_entry(entries[k]);
    newest.push(std::move(entries[k]));
  }
  return fresh;
}

void session_state::take_back(storage::submission& sent) {
  stepping.reset();
  in_flight.remove_if([](const waiting& held) { return std::holds_alternative<chore>(held); });
  auto submitted = sent.parts.begin();
  for (auto& held : in_flight) {
    if (auto* append = std::get_if<waiting_append>(&held)) {
      append->command.messages = std::move((submitted++)->entries);
      queue_bytes += append->bytes;
    } else if (auto* turn = std::get_if<waiting_turn>(&held)) {
      queue_bytes += turn->bytes;
    }
  }
  queue.splice(queue.begin(), in_flight);
}

void session_state::fail_in_flight(const base::status& why) {
  if (std::exchange(stepping, std::nullopt)) chores_after = env->clock->now() + chore_pause;
  for (auto& request : std::exchange(in_flight, {}))
    std::visit([&](auto& r) { r.to.fail(why); }, request);
}

}  // namespace parley::actors
