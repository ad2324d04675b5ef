#include "storage/relational/transaction.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "storage/blanking.hpp"

namespace parley::storage::relational {

struct transaction::erased_rows {
  std::map<std::int64_t, std::vector<std::int64_t>> logs;
  std::int64_t first = no_seq;
};

transaction::erased_rows transaction::erase_messages(const open_session& session,
                                                     const std::vector<std::int64_t>& seqs) {
  const auto& ref = *session.address;
  erased_rows erased;
  for (const auto seq : seqs) {
    if (seq < 1 || seq > session.head.last_seq) continue;
    const auto log = session.history.log_of(seq);
    const auto was = rows_.mark_erased(log, seq);
    if (!was) continue;
    statistics_.blanked({ref.tenant, was->agent, was->received_at, was->characters});
    erased.logs[log].push_back(seq);
    if (erased.first == no_seq) erased.first = seq;
    if (const auto row = rows_.message_at(log, seq))
      rows_.remove_copies(ref, row->entry.message_id);
  }
  return erased;
}

domain::erasure transaction::blank(const open_session& session, const blank_order& order,
                                   std::vector<session_ref>& sharers) {
  const auto& ref = *session.address;
  const auto erased = erase_messages(session, order.seqs);
  const bool forgot = forget_questions(session, order.turns);
  auto subject = order.subject;
  if (auto known = rows_.receipt_of(ref.tenant, domain::erased_kind::message, subject)) {
    if (erased.logs.empty() && !forgot) return *known;
    // One of several was erased since they were looked up: the others go all the same.
    subject = other_subject(ref, order, erased.first);
  }
  domain::erasure receipt;
  receipt.receipt_id = order.receipt_id;
  receipt.kind = domain::erased_kind::message;
  receipt.subject = subject;
  receipt.invisible_at = now_;
  std::set<session_ref> others;
  for (const auto& [log, seqs] : erased.logs) {
    receipt.messages += static_cast<std::int64_t>(seqs.size());
    receipt.summaries += spoil_summaries(ref, log, *std::ranges::min_element(seqs));
    const auto owner = log == session.log ? std::nullopt : rows_.owner_of(log);
    add(make_blank_job(ref, {log, seqs, subject, owner.value_or(ref.id)}, now_));
    for (auto& other : rows_.sharers_of(log, seqs.front()))
      if (other != ref) others.insert(std::move(other));
  }
  receipt.forks = static_cast<std::int64_t>(others.size());
  rows_.keep_receipt(ref.tenant, receipt, order.part_of, next_.next_position - 1);
  if (erased.logs.empty() && forgot) {
    // Who moves the session has its turns as they were.
    rows_.count_erasing(ref, session.log);
    add(make_blank_job(ref, {session.log, {no_seq}, subject, ref.id}, now_));
  } else if (erased.logs.empty()) {
    receipt.purged_at = now_;
    rows_.set_receipt_purged(ref.tenant, subject, now_);
  }
  sharers.assign(others.begin(), others.end());
  return receipt;
}

std::int64_t transaction::spoil_summaries(const session_ref& session, std::int64_t log,
                                          std::int64_t seq) {
  rows_.count_erasing(session, log);
  auto spoiled = rows_.spoil_summaries(log, seq);
  for (const auto each : rows_.logs_sharing(log, seq)) spoiled += rows_.spoil_summaries(each, seq);
  return spoiled;
}

bool transaction::forget_questions(const open_session& session,
                                   const std::vector<std::string>& turns) {
  bool any = false;
  for (const auto& id : turns) {
    auto row = rows_.turn_of(session.key, id);
    if (!row || !domain::has_question(*row)) continue;
    domain::forget_question(*row);
    rows_.keep_turn(session, *row);
    any = true;
  }
  return any;
}

void transaction::finish_blanking(const purge_order& order) {
  const auto payload = rows_.payload_of(order.job);
  if (!payload) return;
  const auto job = read_blank_job(*payload);
  if (job) {
    // Rows with which the session has left once say the same.
    const auto until =
        rows_.departed_until({order.session.tenant, job->owner_or(order.session.id)});
    if (until) return rows_.update_job(blank_again(order.job, *until, now_));
  }
  rows_.remove_job(order.job);
  if (job && !rows_.has_blank(order.session, job->receipt))
    rows_.set_receipt_purged(order.session.tenant, job->receipt, now_);
}

/// An erasing that was given up begins again when somebody asks for it again.
void transaction::resume_person(const receipt_order& order) {
  const auto there = rows_.person_job({order.tenant, person_subject(order.user)});
  if (there && there->state == job_state::waiting) return;
  auto again = make_person_job(order, now_);
  if (!there) {
    add(again);
    return;
  }
  again.id = there->id;
  rows_.update_job(again);
}

void transaction::take(const receipt_order& order) {
  const auto subject = person_subject(order.user);
  auto known = rows_.receipt_of(order.tenant, domain::erased_kind::user, order.user);
  if (!order.done) {
    const bool under_way = known && known->invisible_at == base::timestamp{};
    if (under_way) return resume_person(order);
    domain::erasure begun;
    begun.kind = domain::erased_kind::user;
    begun.subject = order.user;
    begun.receipt_id = order.receipt_id;
    rows_.keep_receipt(order.tenant, begun, "", next_.next_position - 1);
    add(make_person_job(order, now_));
    return;
  }
  if (!known) return;
  const auto sessions = rows_.erased_sessions(order.tenant, subject);
  const auto messages = rows_.erased_messages(order.tenant, subject);
  known->sessions = sessions.sessions + messages.sessions;
  known->messages = sessions.messages + messages.messages;
  known->forks = sessions.forks + messages.forks;
  known->summaries = sessions.summaries + messages.summaries;
  known->invisible_at = now_;
  // Its `upto` stays that of the beginning: what was sent since then may not have been seen.
  rows_.end_receipt(order.tenant, *known);
  rows_.remove_letters(order.tenant, order.user);
}

}  // namespace parley::storage::relational
