#include "storage/relational/transaction.hpp"

#include <algorithm>

#include "storage/arrived.hpp"
#include "storage/purge.hpp"

namespace parley::storage::relational {

domain::erasure transaction::erase(const open_session& session, const erase_order& order) {
  const auto ref = *session.address;
  const auto log = session.log;
  const auto key = session.key;
  const auto history = session.history;
  const auto shared = rows_.shared_by_others(log);

  domain::erasure receipt;
  receipt.receipt_id = order.receipt_id;
  receipt.subject = ref.id;
  receipt.invisible_at = now_;
  receipt.sessions = 1;
  receipt.messages =
      std::max<std::int64_t>(0, session.head.last_seq - std::max(history.shared_upto(), shared));
  receipt.summaries = rows_.count_summaries(log, shared);
  receipt.forks = rows_.count_forks(log);
  rows_.unshare(log);
  auto& totals = added_[session.address->tenant];
  --totals.sessions;
  statistics_.remove(counted(session));
  totals.messages -= receipt.messages;
  std::vector<std::int64_t> unreachable{log};
  // What it shared with sessions that are gone goes with the last that names it.
  for (const auto& run : history.cut(history.shared_upto())) {
    if (!rows_.is_orphaned(run.log)) continue;
    totals.messages -= rows_.count_rows(run.log, rows_.shared_by_others(run.log), run.upto);
    unreachable.push_back(run.log);
  }
  const auto parts = rows_.erased_sessions(ref.tenant, ref.id);
  receipt.sessions += parts.sessions;
  receipt.messages += parts.messages;
  receipt.forks += parts.forks;
  receipt.summaries += parts.summaries;
  rows_.keep_tombstone(session, receipt, order.part_of);
  rows_.remove_session(session);
  rows_.remove_moving(ref, log);
  if (session.listed_at) rows_.unlist(ref, *session.listed_at);
  for (const auto each : unreachable) add(purge_job(ref, each, now_));
  sessions_.erase(key);
  return receipt;
}

bool transaction::purge(const purge_order& order) {
  const bool blanks = !order.seqs.empty();
  if (order.step == purge_order::phase::finish) {
    blanks ? finish_blanking(order) : finish_purging(order);
    return false;
  }
  if (blanks) {
    rows_.remove_text(order.log, order.seqs);
    return false;
  }
  const auto kept = rows_.shared_by_others(order.log);
  const bool counted = rows_.is_counted(order.log);
  for (const auto& m : rows_.purge_rows(order.log, kept, order.rows_max))
    if (counted) statistics_.purged({order.session.tenant, m.agent, m.received_at, m.characters});
  if (rows_.has_rows(order.log, kept)) return true;
  rows_.purge_summaries(order.log, kept);
  // Counts at the last seq that is shared are those of a fork there.
  rows_.purge_tallies(order.log, kept == 0 ? std::int64_t{-1} : kept);
  return false;
}

void transaction::finish_purging(const purge_order& order) {
  rows_.remove_job(order.job);
  if (!rows_.is_counted(order.log)) {
    rows_.remove_departed(order.session, order.log);
    rows_.keep_setting(arrived_setting(order.session.tenant, order.log, 0));
  }
  if (!rows_.has_purge(order.session)) rows_.set_purged(order.session, now_);
}

}  // namespace parley::storage::relational
