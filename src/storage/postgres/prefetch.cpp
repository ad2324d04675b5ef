#include "storage/postgres/prefetch.hpp"

#include "storage/postgres/rows.hpp"

namespace parley::storage::postgres {
namespace {

using kind = column::kind;

// In the own log of a history, and in those that it shares.
const std::string ids_sql =
    "SELECT " + known_columns +
    " FROM unnest($1::bigint[], $2::text[]) AS k (log, id) "
    "JOIN message m ON m.log = k.log AND m.message_id = k.id AND m.given "
    "UNION ALL SELECT " +
    known_columns +
    " FROM unnest($1::bigint[], $2::text[]) AS k (log, id) JOIN segment g ON g.log = k.log "
    "JOIN message m ON m.log = g.shared AND m.message_id = k.id AND m.given";

const std::string effects_sql = std::string{"SELECT "} + effect_columns +
                                ", tenant, key, route FROM unnest($1::text[], $2::text[], "
                                "$3::text[]) AS k (tenant, key, route) "
                                "JOIN idempotency USING (tenant, key, route)";
constexpr int effect_name_at = 8;

// 0 and 1 are the numbers of storage::moving_state.
const std::string moving_sql =
    "SELECT m.tenant, m.session_id, m.key, m.log, m.state "
    "FROM unnest($1::text[], $2::text[]) AS k (tenant, id) "
    "JOIN moving m ON m.tenant = k.tenant AND m.session_id = k.id AND m.state < 2";

const std::string names_sql =
    "SELECT k.tenant, k.id, "
    "EXISTS (SELECT FROM session s WHERE s.tenant = k.tenant AND s.session_id = k.id), "
    "EXISTS (SELECT FROM tombstone t WHERE t.tenant = k.tenant AND t.session_id = k.id) "
    "FROM unnest($1::text[], $2::text[]) AS k (tenant, id)";

parameters parameters_of(const std::set<session_ref>& sessions) {
  column tenants{kind::text};
  column ids{kind::text};
  for (const auto& each : sessions) tenants.add(each.tenant), ids.add(each.id);
  return parameters::of(tenants, ids);
}

}  // namespace

prefetch::prefetch(std::span<const submission> batch) {
  for (const auto& s : batch) look_at(s);
}

void prefetch::look_at(const submission& s) {
  if (s.session.id.empty()) return;
  if (s.create || s.move) names_.insert(s.session);
  if (s.move) moving_.insert(s.session);
  if (!s.create && s.key != 0) keys_.insert(s.key);
  if (s.once) effects_.insert(key_of(s.session.tenant, *s.once));
  for (const auto& part : s.parts) {
    if (part.once) effects_.insert(key_of(s.session.tenant, *part.once));
    if (s.create) continue;
    for (const auto& entry : part.entries)
      if (!entry.message_id.empty()) ids_.emplace(s.log, entry.message_id);
  }
}

void prefetch::send(pipeline& to) {
  if (!keys_.empty()) {
    column keys{kind::integer};
    for (const auto key : keys_) keys.add(key);
    sessions_at_ = to.add(sessions_by_key, parameters::of(keys));
  }
  if (!ids_.empty()) {
    column logs{kind::integer};
    column ids{kind::text};
    for (const auto& [log, id] : ids_) logs.add(log), ids.add(id);
    ids_at_ = to.add(ids_sql, parameters::of(logs, ids));
  }
  if (!effects_.empty()) {
    column tenants{kind::text};
    column keys{kind::text};
    column routes{kind::text};
    for (const auto& [tenant, name] : effects_)
      tenants.add(tenant), keys.add(name.first), routes.add(name.second);
    effects_at_ = to.add(effects_sql, parameters::of(tenants, keys, routes));
  }
  if (!names_.empty()) names_at_ = to.add(names_sql, parameters_of(names_));
  if (!moving_.empty()) moving_at_ = to.add(moving_sql, parameters_of(moving_));
}

void prefetch::take(const std::vector<result>& results, known_rows& rows) const {
  for (const auto key : keys_) rows.sessions.emplace(key, std::nullopt);
  for (const auto& effect : effects_) rows.effects.emplace(effect, std::nullopt);
  if (!keys_.empty())
    for (const auto r : results.at(sessions_at_)) take_session(r, rows);
  for (const auto& [log, id] : ids_) {
    const auto history = rows.histories.find(log);
    if (history == rows.histories.end()) continue;
    for (const auto& run : history->second.ranges(1, seq_max))
      rows.messages.emplace(known_rows::place{run.log, id}, std::nullopt);
  }
  if (!ids_.empty())
    for (const auto r : results.at(ids_at_)) {
      auto known = read_known(r);
      rows.messages.insert_or_assign({r.integer(0), known.entry.message_id}, std::move(known));
    }
  if (!effects_.empty())
    for (const auto r : results.at(effects_at_))
      rows.effects.insert_or_assign(
          {r.text(effect_name_at), {r.text(effect_name_at + 1), r.text(effect_name_at + 2)}},
          read_effect(r));
  if (!names_.empty())
    for (const auto r : results.at(names_at_)) {
      const session_ref name{r.text(0), r.text(1)};
      rows.there[name] = r.integer(2) != 0;
      rows.erased[name] = r.integer(3) != 0;
    }
  for (const auto& session : moving_) rows.moving.emplace(session, std::nullopt);
  if (!moving_.empty())
    for (const auto r : results.at(moving_at_)) {
      const session_ref session{r.text(0), r.text(1)};
      rows.moving[session] =
          moving_log{session, r.integer(2), r.integer(3), static_cast<moving_state>(r.integer(4))};
    }
}

}  // namespace parley::storage::postgres
