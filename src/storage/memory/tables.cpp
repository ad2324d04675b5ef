#include "storage/memory/tables.hpp"

#include <algorithm>
#include <utility>

#include "storage/effect.hpp"
#include "storage/refusal.hpp"

namespace parley::storage::memory {

void log_rows::add(domain::message m, std::string agent, std::int64_t position) {
  seq_of_id[m.message_id] = m.seq;
  agents.push_back(std::move(agent));
  positions.push_back(position);
  messages.push_back(std::move(m));
}

void log_rows::remove_newest() {
  seq_of_id.erase(messages.back().message_id);
  messages.pop_back();
  agents.pop_back();
  positions.pop_back();
}

void facts::track() {
  before_ = *this;
  each([](auto& rows) { rows.track(); });
}

void facts::undo() {
  static_cast<counters&>(*this) = before_;
  each([](auto& rows) { rows.undo(); });
}

void tables::index() {
  static_cast<indexes&>(*this) = {};
  for (const auto& [key, row] : sessions) {
    const auto& r = row.record;
    key_of[{r.tenant_id, r.session_id}] = key;
    key_of_log[row.log] = key;
    by_age[r.tenant_id][{r.created_at, r.session_id}] = key;
    link(r, true);
  }
  for (const auto& [log, rows] : logs)
    for (std::size_t i = 0; i < rows.messages.size(); ++i)
      order[rows.positions[i]] = {log, rows.messages[i].seq};
  for (const auto& [name, effect] : effects)
    effects_of[{std::get<0>(name), effect.session_id}].emplace(std::get<1>(name),
                                                               std::get<2>(name));
}

segments tables::segments_of(std::int64_t log) const {
  const auto it = logs.find(log);
  return segments{it == logs.end() ? std::vector<segment>{} : it->second.shared, log};
}

const session_row* tables::owner_of(std::int64_t log, std::int64_t seq,
                                    const std::string* named) const {
  const session_row* oldest = nullptr;
  for (const auto& [key, row] : sessions) {
    if (segments_of(row.log).log_of(seq) != log || !this->row(log, seq)) continue;
    if (named ? row.record.session_id == *named : row.log == log) return &row;
    if (!oldest) oldest = &row;
  }
  return named ? nullptr : oldest;
}

domain::head tables::head(std::int64_t log) const {
  const auto it = logs.find(log);
  if (it == logs.end()) return {};
  const auto* newest = it->second.messages.empty() ? find(log, segments_of(log).shared_upto())
                                                   : &it->second.messages.back();
  return newest ? domain::head{newest->seq, newest->received_at} : domain::head{};
}

const domain::message* tables::row(std::int64_t log, std::int64_t seq) const {
  const auto it = logs.find(log);
  if (it == logs.end() || it->second.messages.empty()) return nullptr;
  const auto& rows = it->second.messages;
  if (seq < rows.front().seq || seq > rows.back().seq) return nullptr;
  return &rows[static_cast<std::size_t>(seq - rows.front().seq)];
}

const domain::message* tables::find(std::int64_t log, std::int64_t seq) const {
  return row(segments_of(log).log_of(seq), seq);
}

const domain::message* tables::find(std::int64_t log, const std::string& message_id) const {
  for (const auto& range : segments_of(log).ranges(1, seq_max)) {
    const auto it = logs.find(range.log);
    if (it == logs.end()) continue;
    const auto seq = it->second.seq_of_id.find(message_id);
    if (seq != it->second.seq_of_id.end() && seq->second <= range.to)
      return row(range.log, seq->second);
  }
  return nullptr;
}

tally tables::tally_at(std::int64_t log, std::int64_t seq) const {
  auto ranges = segments_of(log).ranges(0, seq_max);
  for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
    if (range->from - 1 > seq) continue;
    const auto& tallies = logs.at(range->log).tallies;
    const auto after = tallies.upper_bound(std::min(seq, range->to));
    if (after != tallies.begin()) return std::prev(after)->second;
  }
  return {};
}

const idempotent_effect* tables::effect(const std::string& tenant, const std::string& key,
                                        const std::string& route) const {
  const auto it = effects.find({tenant, key, route});
  if (it == effects.end() || !is_kept(it->second.at, clock->now(), limits)) return nullptr;
  return &it->second;
}

void tables::keep(const std::string& tenant, const idempotency& once, idempotent_effect effect) {
  const std::tuple name{tenant, once.key, once.route};
  const std::pair key{once.key, once.route};
  if (const auto old = effects.find(name); old != effects.end())
    effects_of[{tenant, old->second.session_id}].erase(key);
  effects_of[{tenant, effect.session_id}].insert(key);
  effects.put(name, std::move(effect));
}

bool tables::forget_effects(std::size_t sessions_max) {
  const auto now = clock->now();
  std::set<session_ref> touched;
  bool more = false;
  effects.erase_if([&](const auto& entry) {
    const auto& [tenant, key, route] = entry.first;
    if (is_kept(entry.second.at, now, limits)) return false;
    const session_ref about{tenant, entry.second.session_id};
    if (!touched.contains(about) && touched.size() == sessions_max) {
      more = true;
      return false;
    }
    touched.insert(about);
    effects_of[about].erase({key, route});
    return true;
  });
  return more;
}

const job* tables::cascade(const session_ref& subject) const {
  for (const auto& [id, j] : jobs)
    if (j.kind == job_kind::cascade && j.tenant == subject.tenant && j.session_id == subject.id)
      return &j;
  return nullptr;
}

std::optional<base::status> tables::guarded(const session_ref& session, subtree_guard guard) const {
  if (guard == subtree_guard::none) return std::nullopt;
  std::vector<std::string> open{session.id};
  std::set<std::string> seen;
  while (!open.empty()) {
    const auto it = children.find({session.tenant, open.back()});
    open.pop_back();
    if (it == children.end()) continue;
    if (guard == subtree_guard::none_left && !it->second.empty())
      return refusal::has_descendants(guard);
    for (const auto& id : it->second) {
      if (!seen.insert(id).second) continue;
      const auto& record = sessions.at(key_of.at({session.tenant, id})).record;
      const auto operation = guard == subtree_guard::none_open ? domain::tree_operation::close
                                                               : domain::tree_operation::archive;
      if (domain::is_due(operation, record)) return refusal::has_descendants(guard);
      open.push_back(id);
    }
  }
  return std::nullopt;
}

std::optional<base::status> tables::no_place(const domain::session& child,
                                             std::int64_t children_max) const {
  const session_ref parent{child.tenant_id, *child.parent_session_id};
  const auto found = key_of.find(parent);
  if (tombstones.contains(parent)) return refusal::erased(parent.id, "parent_session_id");
  if (found == key_of.end()) return refusal::no_parent(parent.id);
  const auto status = sessions.at(found->second).record.status;
  if (status != domain::session_status::active) return refusal::parent_takes_no_child(status);
  const auto siblings = children.find(parent);
  if (siblings != children.end() &&
      static_cast<std::int64_t>(siblings->second.size()) >= children_max)
    return refusal::too_many_children(children_max);
  if (const auto leaving = leaving_tree(parent)) return refusal::parent_is_leaving(*leaving);
  return std::nullopt;
}

std::optional<std::string> tables::leaving_tree(const session_ref& session) const {
  std::optional<std::string> above = session.id;
  for (auto left = limits.tree_depth; above && left > 0; --left) {
    const session_ref ref{session.tenant, *above};
    if (cascade(ref)) return ref.id;
    const auto it = key_of.find(ref);
    if (it == key_of.end()) break;
    above = sessions.at(it->second).record.parent_session_id;
  }
  return std::nullopt;
}

void tables::link(const domain::session& record, bool there) {
  if (!record.parent_session_id) return;
  auto& siblings = children[{record.tenant_id, *record.parent_session_id}];
  if (there)
    siblings.insert(record.session_id);
  else
    siblings.erase(record.session_id);
}

std::int64_t tables::add(job j) {
  j.id = next_job++;
  jobs.put(j.id, j);
  return j.id;
}

void tables::put(const job& j) {
  if (!jobs.contains(j.id)) return;
  auto& there = jobs.edit(j.id);
  there.attempts = j.attempts;
  there.not_before = j.not_before;
  there.state = j.state;
  there.reason = j.reason;
}

}  // namespace parley::storage::memory
