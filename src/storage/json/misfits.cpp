#include "storage/json/misfits.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace parley::storage::json {
namespace {

using tenants_by_log = std::map<std::int64_t, std::string>;

tenants_by_log owners(const memory::tables& t) {
  tenants_by_log found;
  for (const auto& [key, row] : t.sessions) found[row.log] = row.record.tenant_id;
  for (const auto& [ref, stone] : t.tombstones) found.try_emplace(stone.log, ref.tenant);
  return found;
}

bool has_rows(const memory::tables& t, std::int64_t log, std::int64_t from, std::int64_t to) {
  const auto it = t.logs.find(log);
  if (it == t.logs.end() || it->second.messages.empty()) return false;
  return it->second.messages.front().seq <= from && it->second.messages.back().seq >= to;
}

std::string mistake_in_shares(const memory::tables& t, const memory::session_row& row,
                              const tenants_by_log& owner) {
  std::int64_t below = 0;
  for (const auto& run : t.logs.at(row.log).shared) {
    const auto shown = std::to_string(below + 1) + " to " + std::to_string(run.upto);
    if (run.upto <= below || run.log == row.log) return "it shares seqs " + shown;
    if (!has_rows(t, run.log, below + 1, run.upto))
      return "it shares seqs " + shown + " of log " + std::to_string(run.log) +
             ", which is not there or does not have them";
    const auto whose = owner.find(run.log);
    if (whose != owner.end() && whose->second != row.record.tenant_id)
      return "it shares messages of another tenant";
    below = run.upto;
  }
  return {};
}

std::string mistake_in(const memory::tables& t, const memory::session_row& row,
                       const tenants_by_log& owner) {
  const session_ref ref{row.record.tenant_id, row.record.session_id};
  if (t.tombstones.contains(ref)) return "the session was erased";
  return mistake_in_shares(t, row, owner);
}

/// Logs that somebody knows of.
std::set<std::int64_t> known_logs(const memory::tables& t) {
  std::set<std::int64_t> found;
  for (const auto& [key, row] : t.sessions) found.insert(row.log);
  for (const auto& [log, rows] : t.logs)
    for (const auto& run : rows.shared) found.insert(run.log);
  for (const auto& [ref, stone] : t.tombstones) found.insert(stone.log);
  for (const auto& [log, m] : t.moving) found.insert(log);
  return found;
}

template <class T>
void above(T& next, std::int64_t seen) {
  next = std::max(next, static_cast<T>(seen + 1));
}

}  // namespace

std::vector<misfit> misfits(const memory::tables& t) {
  std::vector<misfit> found;
  const auto owner = owners(t);
  for (const auto& [key, row] : t.sessions)
    if (auto why = mistake_in(t, row, owner); !why.empty())
      found.push_back({key, row.log, std::move(why)});
  const auto known = known_logs(t);
  for (const auto& [log, rows] : t.logs)
    if (!known.contains(log))
      found.push_back(
          {0, log, "no session has its rows, nor was one erased or moved that had them"});
  return found;
}

void drop_lost_moves(memory::tables& t) {
  t.moving.erase_if([&](const auto& entry) {
    const auto& m = entry.second;
    const auto there = t.sessions.find(m.key);
    const bool here = there != t.sessions.end() && there->second.log == m.log;
    if (m.state == moving_state::marked) return !here;
    if (m.state == moving_state::staged) return here || !t.logs.contains(m.log);
    return here;
  });
  std::set<std::int64_t> keys;
  for (const auto& [log, m] : t.moving) keys.insert(m.key);
  t.turns_without_session.erase_if([&](const auto& turns) { return !keys.contains(turns.first); });
}

void raise_counters(memory::tables& t) {
  for (const auto& [key, row] : t.sessions) above(t.next_session, key);
  for (const auto& [log, rows] : t.logs) {
    above(t.next_log, log);
    for (const auto& run : rows.shared) above(t.next_log, run.log);
    for (const auto position : rows.positions) above(t.next_position, position);
  }
  for (const auto& [log, m] : t.moving) {
    above(t.next_log, log);
    above(t.next_session, m.key);
  }
  for (const auto& [ref, stone] : t.tombstones) above(t.next_log, stone.log);
  for (const auto& [name, kept] : t.receipts) above(t.next_position, kept.upto);
  for (const auto& [id, j] : t.jobs) above(t.next_job, id);
}

}  // namespace parley::storage::json
