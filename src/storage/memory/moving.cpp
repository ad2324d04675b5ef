#include <algorithm>
#include <chrono>

#include "parley/domain/records.hpp"
#include "storage/arrived.hpp"
#include "storage/memory/tables.hpp"
#include "storage/purge.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::memory {

const moving_log* tables::moving_of(const session_ref& session) const {
  for (const auto& [log, m] : moving)
    if (m.session == session && m.state != moving_state::departed) return &m;
  return nullptr;
}

std::optional<base::timestamp> tables::departed_until(const session_ref& session) const {
  const bool departed = std::any_of(moving.begin(), moving.end(), [&](const auto& entry) {
    return entry.second.session == session && entry.second.state == moving_state::departed;
  });
  std::optional<base::timestamp> until;
  for (const auto& [id, j] : jobs)
    if (departed && j.kind == job_kind::purge && j.tenant == session.tenant &&
        j.session_id == session.id)
      until = std::max(until.value_or(j.not_before), j.not_before);
  return until;
}

const std::map<std::int64_t, domain::turn>* tables::turns_of(std::int64_t key) const {
  if (const auto it = sessions.find(key); it != sessions.end()) return &it->second.turns;
  const auto of = turns_without_session.find(key);
  return of == turns_without_session.end() ? nullptr : &of->second;
}

std::optional<base::status> tables::move(const submission& s, outcome& o) {
  const auto here = key_of.find(s.session);
  switch (s.move->step) {
    case move_order::phase::stage:
      return stage(s, o);
    case move_order::phase::arrive:
      return arrive(s, o);
    case move_order::phase::depart:
    case move_order::phase::check:
      return depart(s);
    case move_order::phase::mark:
      if (here == key_of.end() || here->second != s.key || sessions.at(s.key).log != s.log)
        return refusal::session_gone(s.session);
      moving.put(s.log, {s.session, s.key, s.log, moving_state::marked});
      return std::nullopt;
    case move_order::phase::unmark:
      unmark(s.session);
      break;
    case move_order::phase::forget:
      forget(s.session);
  }
  return std::nullopt;
}

std::optional<base::status> tables::stage(const submission& s, outcome& o) {
  const auto* there = moving_of(s.session);
  moving_log staged{s.session, s.key, s.log, moving_state::staged};
  if (s.key == 0) {
    if (tombstones.contains(s.session)) return refusal::erased(s.session.id, "session_id");
    if (key_of.contains(s.session)) return refusal::session_exists(s.session);
    if (there) return refusal::on_its_way(s.session);
    staged.key = next_session++;
    staged.log = next_log++;
    moving.put(staged.log, staged);
  } else if (!there || *there != staged) {
    return refusal::not_staged(s.session);
  }
  o.key = staged.key;
  o.log = staged.log;
  auto& rows = logs.edit(staged.log);
  for (const auto& [row, agent] : s.move->messages) {
    order[next_position] = {staged.log, row.seq};
    rows.add(row, agent, next_position++);
  }
  if (!s.move->turns.empty()) {
    auto& turns = turns_without_session.edit(staged.key);
    for (const auto& t : s.move->turns) turns[t.ordinal] = t;
  }
  for (const auto& each : s.move->summaries) rows.summaries.push_back(each);
  for (const auto& t : s.move->tallies) rows.tallies[t.seq] = {t.turn_count, t.round};
  return std::nullopt;
}

std::optional<base::status> tables::arrive(const submission& s, outcome& o) {
  const auto& record = *s.create;
  if (auto why = refusal::misplaced(s.session, record); !why.empty())
    throw std::invalid_argument(why);
  if (tombstones.contains(s.session)) return refusal::erased(s.session.id, "session_id");
  if (key_of.contains(s.session)) return refusal::session_exists(s.session);
  const auto* there = moving_of(s.session);
  if (!there || *there != moving_log{s.session, s.key, s.log, moving_state::staged} ||
      head(s.log).last_seq != s.expected_last_seq)
    return refusal::not_staged(s.session);
  if (s.move->below_parent && record.parent_session_id &&
      !key_of.contains({s.session.tenant, *record.parent_session_id}))
    return refusal::parent_elsewhere(*record.parent_session_id);
  const auto turns = turns_without_session.find(s.key);
  sessions.put(s.key, {s.log, record,
                       turns == turns_without_session.end() ? decltype(session_row::turns){}
                                                            : turns->second});
  turns_without_session.erase(s.key);
  logs.edit(s.log).erasures = s.move->erasures;
  key_of[s.session] = s.key;
  key_of_log[s.log] = s.key;
  by_age[s.session.tenant][{record.created_at, s.session.id}] = s.key;
  link(record, true);
  o.key = s.key;
  o.log = s.log;
  o.head = head(s.log);
  o.turn_count = record.turn_count;
  o.round = record.round;
  auto& totals = counts.edit(s.session.tenant);
  ++totals.sessions;
  totals.messages += o.head.last_seq;
  if (s.move->marked) {
    moving.edit(s.log).state = moving_state::marked;
  } else {
    moving.erase(s.log);
    const auto arrived = arrived_setting(s.session.tenant, s.log, o.head.last_seq);
    if (!arrived.value.empty()) settings.put({arrived.tenant, arrived.name}, arrived.value);
  }
  return std::nullopt;
}

std::optional<base::status> tables::not_at_rest(const session_ref& ref,
                                                const session_row& row) const {
  if (!logs.at(row.log).shared.empty() || shared_by_others(row.log) > 0)
    return refusal::not_at_rest("forks", "it shares messages with another one");
  if (std::any_of(row.turns.begin(), row.turns.end(),
                  [](const auto& t) { return !t.second.ended(); }))
    return refusal::not_at_rest("turns", "a turn has not ended");
  const auto waits = [&](auto test) {
    return std::any_of(jobs.begin(), jobs.end(), [&](const auto& entry) {
      const auto& j = entry.second;
      return j.state == job_state::waiting && j.tenant == ref.tenant && test(j);
    });
  };
  if (waits([&](const job& j) {
        return j.session_id == ref.id && (j.kind == job_kind::deliver ||
                                          j.kind == job_kind::cascade || j.kind == job_kind::blank);
      }))
    return refusal::not_at_rest("jobs", "work of it waits to be done");
  if (guarded(ref, subtree_guard::none_left))
    return refusal::not_at_rest("tree", "a session below it is here");
  if (leaving_tree(ref))
    return refusal::not_at_rest("tree", "its tree is being closed, archived or erased");
  if (waits([](const job& j) { return j.kind == job_kind::person; }))
    return refusal::not_at_rest("person", "a user of its tenant is being erased");
  return std::nullopt;
}

std::optional<base::status> tables::depart(const submission& s) {
  const auto here = key_of.find(s.session);
  if (here == key_of.end() || here->second != s.key || sessions.at(s.key).log != s.log)
    return refusal::session_gone(s.session);
  const auto& row = sessions.at(s.key);
  const auto& wanted = *s.move;
  const auto last_seq = head(s.log).last_seq;
  if (last_seq != s.expected_last_seq) return refusal::head_moved(s.expected_last_seq, last_seq);
  if (row.record.revision != wanted.revision)
    return refusal::revision_moved(wanted.revision, row.record.revision);
  if (summary_state_of(s.log).erasures != wanted.erasures) return refusal::session_gone(s.session);
  if (!wanted.returned)
    if (auto refused = not_at_rest(s.session, row)) return refused;
  if (wanted.step == move_order::phase::check) return std::nullopt;
  auto& totals = counts.edit(s.session.tenant);
  --totals.sessions;
  totals.messages -= last_seq;
  link(row.record, false);
  by_age[s.session.tenant].erase({row.record.created_at, s.session.id});
  turns_without_session.put(s.key, row.turns);
  key_of.erase(here);
  key_of_log.erase(s.log);
  sessions.erase(s.key);
  moving.put(s.log, {s.session, s.key, s.log, moving_state::departed});
  auto purge = purge_job(s.session, s.log, clock->now());
  purge.not_before += std::chrono::milliseconds{wanted.rows_kept_ms};
  add(purge);
  return std::nullopt;
}

void tables::unmark(const session_ref& session) {
  const auto* there = moving_of(session);
  if (!there || there->state != moving_state::marked) return;
  const auto log = there->log;
  moving.erase(log);
}

void tables::forget(const session_ref& session) {
  const auto* there = moving_of(session);
  if (!there || there->state != moving_state::staged) return;
  const auto log = there->log;
  turns_without_session.erase(there->key);
  moving.edit(log).state = moving_state::departed;
  add(purge_job(session, log, clock->now()));
}

}  // namespace parley::storage::memory
