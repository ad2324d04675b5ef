#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <set>

#include "parley/base/utf8.hpp"
#include "storage/blanking.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/transaction.hpp"

namespace parley::storage::sqlite {
std::vector<session_ref> transaction::sharers_of(const session_ref& session, std::int64_t log,
                                                 std::int64_t from) {
  std::vector<session_ref> found;
  running row{sql_.sharers};
  row->bind_all(log, from);
  while (row->step()) {
    session_ref ref{std::string{row->text(0)}, std::string{row->text(1)}};
    if (ref != session) found.push_back(std::move(ref));
  }
  return found;
}

std::optional<domain::erasure> transaction::find_receipt(const std::string& tenant,
                                                         domain::erased_kind kind,
                                                         const std::string& subject) {
  running row{sql_.find_receipt};
  row->bind_all(std::string_view{tenant}, static_cast<std::int64_t>(kind),
                std::string_view{subject});
  if (!row->step()) return std::nullopt;
  return read_receipt(*row, kind, subject);
}

void transaction::keep_receipt(const std::string& tenant, const domain::erasure& e,
                               const std::string& part_of) {
  sql_.keep_receipt.bind_all(std::string_view{tenant}, static_cast<std::int64_t>(e.kind),
                             std::string_view{e.subject}, std::string_view{e.receipt_id});
  sql_.keep_receipt.bind_text_or_null(5, part_of);
  sql_.keep_receipt.bind(6, e.sessions);
  sql_.keep_receipt.bind(7, e.messages);
  sql_.keep_receipt.bind(8, e.forks);
  if (e.invisible_at == base::timestamp{})
    sql_.keep_receipt.bind_null(9);
  else
    sql_.keep_receipt.bind(9, base::to_micros(e.invisible_at));
  sql_.keep_receipt.bind(10, next_position_ - 1);
  sql_.keep_receipt.bind(11, e.summaries);
  sql_.keep_receipt.run();
}

bool transaction::mark_erased(const std::string& tenant, std::int64_t log, std::int64_t seq) {
  {
    running row{sql_.text_of};
    row->bind_all(log, seq);
    if (!row->step()) return false;
    statistics_.blanked({tenant, row->text(2), base::from_micros(row->integer(0)),
                         static_cast<std::int64_t>(base::code_points(row->text(1)))});
  }
  sql_.mark_erased.bind_all(log, seq);
  sql_.mark_erased.run();
  return true;
}

domain::erasure transaction::blank(const open_session& session, const blank_order& order,
                                   std::vector<session_ref>& sharers) {
  const auto& ref = *session.address;
  std::map<std::int64_t, std::vector<std::int64_t>> erased;
  auto first = no_seq;
  for (const auto seq : order.seqs) {
    if (seq < 1 || seq > session.head.last_seq) continue;
    const auto log = session.history.log_of(seq);
    if (!mark_erased(ref.tenant, log, seq)) continue;
    erased[log].push_back(seq);
    if (first == no_seq) first = seq;
    erase_copies_of(ref, log, seq);
  }
  const bool forgot = forget_questions(session, order.turns);
  auto subject = order.subject;
  if (auto known = find_receipt(ref.tenant, domain::erased_kind::message, subject)) {
    if (erased.empty() && !forgot) return *known;
    // One of several was erased since they were looked up: the others go all the same.
    subject = other_subject(ref, order, first);
  }
  domain::erasure receipt;
  receipt.receipt_id = order.receipt_id;
  receipt.kind = domain::erased_kind::message;
  receipt.subject = subject;
  receipt.invisible_at = now_;
  std::set<session_ref> others;
  for (const auto& [log, seqs] : erased) {
    receipt.messages += static_cast<std::int64_t>(seqs.size());
    receipt.summaries += spoil_summaries(log, *std::ranges::min_element(seqs));
    add(make_blank_job(ref, {log, seqs, subject}, now_));
    for (auto& other : sharers_of(ref, log, seqs.front())) others.insert(std::move(other));
  }
  receipt.forks = static_cast<std::int64_t>(others.size());
  keep_receipt(ref.tenant, receipt, order.part_of);
  if (erased.empty() && forgot) {
    add(make_blank_job(ref, {session.log, {no_seq}, subject}, now_));
  } else if (erased.empty()) {
    receipt.purged_at = now_;
    set_receipt_purged(ref.tenant, subject);
  }
  sharers.assign(others.begin(), others.end());
  return receipt;
}

void transaction::erase_copies_of(const session_ref& session, std::int64_t log,
                                   std::int64_t seq) {
  running row{sql_.message_by_seq};
  row->bind_all(log, seq);
  if (!row->step()) return;
  sql_.erase_copies.bind_all(std::string_view{session.tenant}, std::string_view{session.id},
                              row->text(1));
  sql_.erase_copies.run();
}

bool transaction::forget_questions(const open_session& session,
                                   const std::vector<std::string>& turns) {
  bool any = false;
  for (const auto& id : turns) {
    std::optional<domain::turn> row;
    {
      running found{sql_.turn_by_id};
      found->bind_all(session.key, std::string_view{id});
      if (!found->step()) continue;
      auto stored = read_turn(*found);
      if (!stored) throw failure(SQLITE_CORRUPT, stored.error().text);
      row = std::move(*stored);
    }
    if (!domain::has_question(*row)) continue;
    domain::forget_question(*row);
    keep(session, *row);
    any = true;
  }
  return any;
}

void transaction::set_receipt_purged(const std::string& tenant, const std::string& subject) {
  sql_.set_receipt_purged.bind_all(std::string_view{tenant}, std::string_view{subject},
                                   base::to_micros(now_));
  sql_.set_receipt_purged.run();
}

void transaction::remove_text(const purge_order& order) {
  for (const auto seq : order.seqs) {
    sql_.remove_text.bind_all(order.log, seq);
    sql_.remove_text.run();
  }
}

void transaction::finish_blanking(const purge_order& order) {
  std::string payload;
  {
    running row{sql_.job_payload};
    row->bind_all(order.job);
    if (!row->step()) return;
    payload = row->text(0);
  }
  remove_job(order.job);
  const auto job = read_blank_job(payload);
  if (!job) return;
  {
    running row{sql_.other_blank};
    row->bind_all(std::string_view{order.session.tenant}, std::string_view{order.session.id},
                  std::string_view{job->receipt});
    if (row->step()) return;
  }
  set_receipt_purged(order.session.tenant, job->receipt);
}

/// An erasing that was given up begins again when somebody asks for it again.
void transaction::resume_person(const receipt_order& order) {
  const auto subject = person_subject(order.user);
  sql_.revive_person.bind_all(std::string_view{order.tenant}, std::string_view{subject},
                              base::to_micros(now_));
  sql_.revive_person.run();
  bool has_job = false;
  {
    running row{sql_.person_job};
    row->bind_all(std::string_view{order.tenant}, std::string_view{subject});
    has_job = row->step();
  }
  if (!has_job) add(make_person_job(order, now_));
}

void transaction::take(const receipt_order& order) {
  const auto subject = person_subject(order.user);
  auto known = find_receipt(order.tenant, domain::erased_kind::user, order.user);
  if (!order.done) {
    const bool under_way = known && known->invisible_at == base::timestamp{};
    if (under_way) return resume_person(order);
    domain::erasure begun;
    begun.kind = domain::erased_kind::user;
    begun.subject = order.user;
    begun.receipt_id = order.receipt_id;
    keep_receipt(order.tenant, begun, "");
    add(make_person_job(order, now_));
    return;
  }
  if (!known) return;
  known->sessions = known->messages = known->forks = known->summaries = 0;
  for (auto* sums : {&sql_.erased_parts, &sql_.blanked_parts}) {
    running row{*sums};
    row->bind_all(std::string_view{order.tenant}, std::string_view{subject});
    if (!row->step()) continue;
    known->sessions += row->integer(0);
    known->messages += row->integer(1);
    known->forks += row->integer(2);
    known->summaries += row->integer(3);
  }
  // Its `upto` stays that of the beginning: what was sent since then may not have been seen.
  sql_.end_receipt.bind_all(std::string_view{order.tenant}, std::string_view{order.user},
                            known->sessions, known->messages, known->forks,
                            base::to_micros(now_), known->summaries);
  sql_.end_receipt.run();
  sql_.erase_letters_of.bind_all(std::string_view{order.tenant}, std::string_view{order.user});
  sql_.erase_letters_of.run();
}

}  // namespace parley::storage::sqlite
