#include <algorithm>
#include <chrono>

#include "parley/domain/message_id.hpp"
#include "storage/agents.hpp"
#include "storage/arrived.hpp"
#include "storage/purge.hpp"
#include "storage/refusal.hpp"
#include "storage/relational/stored.hpp"
#include "storage/relational/transaction.hpp"

namespace parley::storage::relational {

std::optional<base::status> transaction::move(const submission& s, outcome& o) {
  switch (s.move->step) {
    case move_order::phase::stage:
      return stage(s, o);
    case move_order::phase::arrive:
      return arrive(s, o);
    case move_order::phase::mark:
      return mark(s);
    case move_order::phase::unmark:
      unmark(s.session);
      break;
    case move_order::phase::depart:
    case move_order::phase::check:
      return depart(s);
    case move_order::phase::forget:
      forget(s.session);
  }
  return std::nullopt;
}

std::optional<base::status> transaction::stage(const submission& s, outcome& o) {
  auto there = rows_.moving_of(s.session);
  if (s.key == 0) {
    if (rows_.is_erased(s.session)) return refusal::erased(s.session.id, "session_id");
    if (rows_.has_session(s.session)) return refusal::session_exists(s.session);
    if (there) return refusal::on_its_way(s.session);
    there = moving_log{s.session, next_.next_session++, next_.next_log++, moving_state::staged};
    rows_.keep_moving(*there);
  } else if (there != moving_log{s.session, s.key, s.log, moving_state::staged}) {
    return refusal::not_staged(s.session);
  }
  open_session session;
  session.key = o.key = there->key;
  session.log = o.log = there->log;
  session.address = &s.session;
  for (const auto& [row, agent] : s.move->messages) {
    auto entry = row;
    // An id that says its seq was made by the store, and is not indexed.
    if (domain::seq_of_message_id(row.message_id) == row.seq) entry.message_id.clear();
    rows_.insert_message(session, {next_.next_position++, session.log, row.seq}, row.message_id,
                         entry, agent);
  }
  for (const auto& t : s.move->turns) rows_.keep_turn(session, t);
  for (const auto& each : s.move->summaries) rows_.keep_summary(session, each);
  for (const auto& tally : s.move->tallies) {
    session.turn_count = tally.turn_count;
    session.round = tally.round;
    rows_.keep_tally(session, tally.seq);
  }
  return std::nullopt;
}

std::optional<base::status> transaction::arrive(const submission& s, outcome& o) {
  const auto& record = *s.create;
  const auto text = checked_text(s.session, record);
  if (rows_.is_erased(s.session)) return refusal::erased(s.session.id, "session_id");
  if (rows_.has_session(s.session)) return refusal::session_exists(s.session);
  if (rows_.moving_of(s.session) != moving_log{s.session, s.key, s.log, moving_state::staged})
    return refusal::not_staged(s.session);
  open_session session;
  session.history = segments{{}, s.log};
  session.head = head_of(session.history);
  if (session.head.last_seq != s.expected_last_seq) return refusal::not_staged(s.session);
  if (s.move->below_parent && record.parent_session_id &&
      !rows_.has_session({s.session.tenant, *record.parent_session_id}))
    return refusal::parent_elsewhere(*record.parent_session_id);
  session.key = o.key = s.key;
  session.log = o.log = s.log;
  session.revision = record.revision;
  session.turn_count = o.turn_count = record.turn_count;
  session.round = o.round = record.round;
  session.address = &s.session;
  session.agents = agents_text(record);
  session.touched_at = record.touched_at;
  o.head = session.head;
  rows_.insert_session(session, record, text, 0);
  const auto active_at = std::max(record.touched_at, session.head.last_append);
  rows_.list(s.session, active_at);
  if (s.move->erasures > 0) rows_.put_erasings(s.session, s.log, s.move->erasures);
  if (s.move->marked) {
    rows_.keep_moving({s.session, s.key, s.log, moving_state::marked});
  } else {
    rows_.remove_moving(s.session, s.log);
    rows_.keep_setting(arrived_setting(s.session.tenant, s.log, session.head.last_seq));
  }
  auto& totals = added_[s.session.tenant];
  ++totals.sessions;
  totals.messages += session.head.last_seq;
  statistics_.add({s.session.tenant, session.agents, record.status, record.created_at,
                   session.head.last_seq, (active_at - record.created_at).count()});
  for (const auto& day : s.move->days) statistics_.move(s.session.tenant, day, 1);
  return std::nullopt;
}

std::optional<base::status> transaction::mark(const submission& s) {
  if (!open(s)) return refusal::session_gone(s.session);
  rows_.keep_moving({s.session, s.key, s.log, moving_state::marked});
  return std::nullopt;
}

std::optional<base::status> transaction::not_at_rest(const open_session& session) {
  const auto found = rows_.unrest_of(session);
  if (session.history.size() > 1 || found.shared)
    return refusal::not_at_rest("forks", "it shares messages with another one");
  if (found.turns) return refusal::not_at_rest("turns", "a turn has not ended");
  if (found.work) return refusal::not_at_rest("jobs", "work of it waits to be done");
  if (found.below) return refusal::not_at_rest("tree", "a session below it is here");
  if (leaving_tree(*this, *session.address))
    return refusal::not_at_rest("tree", "its tree is being closed, archived or erased");
  if (found.person) return refusal::not_at_rest("person", "a user of its tenant is being erased");
  return std::nullopt;
}

std::optional<base::status> transaction::depart(const submission& s) {
  const auto* session = open(s);
  if (!session) return refusal::session_gone(s.session);
  const auto& order = *s.move;
  if (session->head.last_seq != s.expected_last_seq)
    return refusal::head_moved(s.expected_last_seq, session->head.last_seq);
  if (session->revision != order.revision)
    return refusal::revision_moved(order.revision, session->revision);
  if (rows_.summaries_of(session->history).erasures != order.erasures)
    return refusal::session_gone(s.session);
  if (!order.returned)
    if (auto refused = not_at_rest(*session)) return refused;
  if (order.step == move_order::phase::check) return std::nullopt;

  auto& totals = added_[s.session.tenant];
  --totals.sessions;
  totals.messages -= session->head.last_seq;
  statistics_.remove(counted(*session));
  for (const auto& day : order.days) statistics_.move(s.session.tenant, day, -1);
  if (session->listed_at) rows_.unlist(s.session, *session->listed_at);
  rows_.release_session(*session);
  rows_.keep_moving({s.session, s.key, s.log, moving_state::departed});
  auto purge = purge_job(s.session, s.log, now_);
  purge.not_before += std::chrono::milliseconds{order.rows_kept_ms};
  add(purge);
  sessions_.erase(s.key);
  return std::nullopt;
}

void transaction::unmark(const session_ref& session) {
  const auto there = rows_.moving_of(session);
  if (there && there->state == moving_state::marked) rows_.remove_moving(session, there->log);
}

void transaction::forget(const session_ref& session) {
  const auto there = rows_.moving_of(session);
  if (!there || there->state != moving_state::staged) return;
  rows_.remove_turns(there->key);
  rows_.keep_moving({session, there->key, there->log, moving_state::departed});
  add(purge_job(session, there->log, now_));
}

}  // namespace parley::storage::relational
