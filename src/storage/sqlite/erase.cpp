#include <algorithm>

#include "parley/base/utf8.hpp"
#include "storage/page_bounds.hpp"
#include "storage/purge.hpp"
#include "storage/sqlite/transaction.hpp"

namespace parley::storage::sqlite {

bool transaction::is_erased(const std::string& tenant, const std::string& id) {
  running row{sql_.is_erased};
  row->bind_all(std::string_view{tenant}, std::string_view{id});
  return row->step();
}

bool transaction::is_orphaned(std::int64_t log) {
  running row{sql_.is_orphaned};
  row->bind_all(log);
  return row->step();
}

std::int64_t transaction::count_rows(std::int64_t log, std::int64_t above, std::int64_t upto) {
  running row{sql_.count_rows};
  row->bind_all(log, above, upto);
  return row->step() ? row->integer(0) : 0;
}

domain::erasure transaction::erase(const open_session& session, const erase_order& order) {
  const auto ref = *session.address;
  const auto log = session.log;
  const auto key = session.key;
  const auto history = session.history;
  const std::string_view tenant{ref.tenant};
  const std::string_view id{ref.id};

  domain::erasure receipt;
  receipt.receipt_id = order.receipt_id;
  receipt.subject = ref.id;
  receipt.invisible_at = now_;
  receipt.sessions = 1;
  receipt.messages =
      std::max<std::int64_t>(0, session.head.last_seq -
                                    std::max(history.shared_upto(), shared_by_others(log)));
  receipt.summaries = summaries_above(log, shared_by_others(log));
  {
    running row{sql_.forks_of};
    row->bind_all(log);
    if (row->step()) receipt.forks = row->integer(0);
  }
  sql_.unshare.bind_all(log);
  sql_.unshare.run();
  auto& totals = added_[session.address->tenant];
  --totals.sessions;
  statistics_.remove(counted(session));
  totals.messages -= receipt.messages;
  std::vector<std::int64_t> unreachable{log};
  // What it shared with sessions that are gone goes with the last that names it.
  for (const auto& run : history.cut(history.shared_upto())) {
    if (!is_orphaned(run.log)) continue;
    totals.messages -= count_rows(run.log, shared_by_others(run.log), run.upto);
    unreachable.push_back(run.log);
  }
  {
    running row{sql_.erased_parts};
    row->bind_all(tenant, id);
    if (row->step()) {
      receipt.sessions += row->integer(0);
      receipt.messages += row->integer(1);
      receipt.forks += row->integer(2);
      receipt.summaries += row->integer(3);
    }
  }
  sql_.keep_tombstone.bind_all(tenant, id, std::string_view{order.receipt_id});
  sql_.keep_tombstone.bind_text_or_null(4, order.part_of);
  sql_.keep_tombstone.bind(5, log);
  sql_.keep_tombstone.bind(6, receipt.sessions);
  sql_.keep_tombstone.bind(7, receipt.messages);
  sql_.keep_tombstone.bind(8, receipt.forks);
  sql_.keep_tombstone.bind(9, base::to_micros(receipt.invisible_at));
  sql_.keep_tombstone.bind(10, receipt.summaries);
  sql_.keep_tombstone.run();
  sql_.erase_session.bind_all(key);
  sql_.erase_session.run();
  unlist(session);
  sql_.erase_turns.bind_all(key);
  sql_.erase_turns.run();
  sql_.erase_effects.bind_all(tenant, id);
  sql_.erase_effects.run();
  sql_.erase_jobs.bind_all(tenant, id);
  sql_.erase_jobs.run();
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
    remove_text(order);
    return false;
  }
  const auto kept = shared_by_others(order.log);
  {
    running row{sql_.rows_to_purge};
    row->bind_all(order.log, kept, order.rows_max);
    while (row->step())
      statistics_.purged({order.session.tenant, row->text(2), base::from_micros(row->integer(0)),
                          static_cast<std::int64_t>(base::code_points(row->text(1)))});
  }
  sql_.purge_rows.bind_all(order.log, kept, order.rows_max);
  sql_.purge_rows.run();
  {
    running row{sql_.rows_above};
    row->bind_all(order.log, kept);
    if (row->step()) return true;
  }
  sql_.purge_summaries.bind_all(order.log, kept);
  sql_.purge_summaries.run();
  // Counts at the last seq that is shared are those of a fork there.
  sql_.purge_tallies.bind_all(order.log, kept == 0 ? std::int64_t{-1} : kept);
  sql_.purge_tallies.run();
  return false;
}

void transaction::finish_purging(const purge_order& order) {
  remove_job(order.job);
  const std::string_view tenant{order.session.tenant};
  const std::string_view id{order.session.id};
  {
    running row{sql_.has_purge};
    row->bind_all(tenant, id);
    if (row->step()) return;
  }
  sql_.set_purged.bind_all(tenant, id, base::to_micros(now_));
  sql_.set_purged.run();
}

}  // namespace parley::storage::sqlite
