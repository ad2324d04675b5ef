#include <algorithm>
#include <utility>

#include "storage/arrived.hpp"
#include "storage/memory/tables.hpp"
#include "storage/purge.hpp"

namespace parley::storage::memory {

std::int64_t tables::shared_by_others(std::int64_t log) const {
  std::int64_t upto = 0;
  for (const auto& [own, rows] : logs)
    for (const auto& run : rows.shared)
      if (run.log == log) upto = std::max(upto, run.upto);
  return upto;
}

std::optional<std::string> tables::owner_of(std::int64_t log) const {
  for (const auto& [key, session] : sessions)
    if (session.log == log) return session.record.session_id;
  for (const auto& [ref, stone] : tombstones)
    if (stone.log == log) return ref.id;
  return std::nullopt;
}

std::optional<domain::erasure> tables::erasure(const session_ref& ref) const {
  const auto it = tombstones.find(ref);
  if (it == tombstones.end()) return std::nullopt;
  auto receipt = it->second.receipt;
  // All that was erased as part of it, or as part of that.
  std::vector<std::string> open{ref.id};
  std::set<std::string> seen{ref.id};
  while (!open.empty()) {
    const auto above = std::move(open.back());
    open.pop_back();
    for (const auto& [other, stone] : tombstones) {
      if (other.tenant != ref.tenant || stone.part_of != above) continue;
      if (!seen.insert(other.id).second) continue;
      open.push_back(other.id);
      const auto& part = stone.receipt.purged_at;
      receipt.purged_at =
          part && receipt.purged_at ? std::max(part, receipt.purged_at) : std::nullopt;
    }
  }
  return receipt;
}

domain::erasure tables::erase(const session_ref& ref, const erase_order& order) {
  const auto key = key_of.at(ref);
  const auto row = sessions.at(key);
  const auto log = row.log;
  const auto history = segments_of(log);
  const auto last_seq = head(log).last_seq;
  const auto shared = std::exchange(logs.edit(log).shared, {});

  domain::erasure receipt;
  receipt.receipt_id = order.receipt_id;
  receipt.subject = ref.id;
  receipt.invisible_at = clock->now();
  receipt.sessions = 1;
  receipt.messages =
      std::max<std::int64_t>(0, last_seq - std::max(history.shared_upto(), shared_by_others(log)));
  receipt.summaries = summaries_above(log, shared_by_others(log));
  for (const auto& [own, rows] : logs)
    if (std::any_of(rows.shared.begin(), rows.shared.end(),
                    [&](const segment& run) { return run.log == log; }))
      ++receipt.forks;

  auto& totals = counts.edit(ref.tenant);
  --totals.sessions;
  totals.messages -= receipt.messages;
  std::vector<std::int64_t> unreachable{log};
  // What it shared with sessions that are gone goes with the last that names it.
  for (const auto& run : shared) {
    const bool orphaned = std::any_of(tombstones.begin(), tombstones.end(), [&](const auto& stone) {
      return stone.second.log == run.log;
    });
    if (!orphaned) continue;
    const auto kept = shared_by_others(run.log);
    const auto& messages = logs.at(run.log).messages;
    totals.messages -=
        std::count_if(messages.begin(), messages.end(),
                      [&](const domain::message& m) { return m.seq > kept && m.seq <= run.upto; });
    unreachable.push_back(run.log);
  }

  for (const auto& [other, stone] : tombstones) {
    if (other.tenant != ref.tenant || stone.part_of != ref.id) continue;
    receipt.sessions += stone.receipt.sessions;
    receipt.messages += stone.receipt.messages;
    receipt.forks += stone.receipt.forks;
    receipt.summaries += stone.receipt.summaries;
  }
  tombstones.put(ref, {receipt, order.part_of, log});
  link(row.record, false);
  by_age[ref.tenant].erase({row.record.created_at, ref.id});
  key_of.erase(ref);
  key_of_log.erase(log);
  sessions.erase(key);
  moving.erase(log);
  jobs.erase_if([&](const auto& entry) {
    const auto& j = entry.second;
    return j.kind != job_kind::blank && j.kind != job_kind::purge && j.tenant == ref.tenant &&
           j.session_id == ref.id;
  });
  for (const auto& [name, route] : effects_of[ref]) effects.erase({ref.tenant, name, route});
  effects_of.erase(ref);
  for (const auto each : unreachable) add(purge_job(ref, each, clock->now()));
  return receipt;
}

bool tables::purge(const purge_order& wanted) {
  const bool blanks = !wanted.seqs.empty();
  if (wanted.step == purge_order::phase::finish) {
    blanks ? finish_blanking(wanted) : finish_purging(wanted);
    return false;
  }
  if (blanks) return false;  // their text went when they were marked
  if (!logs.contains(wanted.log)) return false;
  auto& rows = logs.edit(wanted.log);
  const auto kept = shared_by_others(wanted.log);
  auto left = wanted.rows_max;
  while (left > 0 && !rows.messages.empty() && rows.messages.back().seq > kept) {
    order.erase(rows.positions.back());
    rows.remove_newest();
    --left;
  }
  if (!rows.messages.empty() && rows.messages.back().seq > kept) return true;
  rows.tallies.erase(rows.tallies.upper_bound(kept), rows.tallies.end());
  std::erase_if(rows.summaries, [&](const domain::summary& s) { return s.to_seq > kept; });
  if (kept == 0) logs.erase(wanted.log);
  return false;
}

void tables::finish_purging(const purge_order& wanted) {
  jobs.erase(wanted.job);
  if (const auto it = moving.find(wanted.log);
      it != moving.end() && it->second.state == moving_state::departed) {
    turns_without_session.erase(it->second.key);
    moving.erase(wanted.log);
    settings.erase({wanted.session.tenant, arrived_name(wanted.log)});
  }
  const bool more = std::any_of(jobs.begin(), jobs.end(), [&](const auto& entry) {
    const auto& j = entry.second;
    return j.kind == job_kind::purge && j.tenant == wanted.session.tenant &&
           j.session_id == wanted.session.id;
  });
  const auto stone = tombstones.find(wanted.session);
  if (!more && stone != tombstones.end() && !stone->second.receipt.purged_at)
    tombstones.edit(wanted.session).receipt.purged_at =
        std::max(clock->now(), stone->second.receipt.invisible_at);
}

}  // namespace parley::storage::memory
