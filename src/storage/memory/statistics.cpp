#include <algorithm>
#include <map>
#include <set>

#include "parley/base/utf8.hpp"
#include "storage/day.hpp"
#include "storage/memory/tables.hpp"

namespace parley::storage::memory {
namespace {

std::set<std::string> roles_of(const domain::session& record) {
  std::set<std::string> roles;
  for (const auto& p : record.participants)
    if (p.type == domain::participant_type::agent && p.role) roles.insert(*p.role);
  return roles;
}

std::int64_t& count_of(statistics& s, domain::session_status status) {
  switch (status) {
    case domain::session_status::closed:
      return s.closed;
    case domain::session_status::archived:
      return s.archived;
    default:
      return s.active;
  }
}

/// The days that a query asks for.
class calendar {
 public:
  explicit calendar(const statistics_query& query) : query_(query) {}

  /// The numbers of that day, or some that nobody asked for.
  day_statistics& at(base::timestamp t) {
    const auto day = day_of(t);
    if (day < query_.from.value_or(day) || day > query_.to.value_or(day)) return other_;
    auto& found = days_[day];
    found.day = day;
    return found;
  }

  std::vector<day_statistics> days() const {
    std::vector<day_statistics> all;
    for (const auto& [day, numbers] : days_) all.push_back(numbers);
    return all;
  }

 private:
  const statistics_query& query_;
  std::map<std::int64_t, day_statistics> days_;
  day_statistics other_;
};

}  // namespace

void tables::count() {
  std::vector<std::string> tenants;
  for (const auto& [tenant, totals] : counts) tenants.push_back(tenant);
  for (const auto& tenant : tenants) counts.put(tenant, {});
  for (const auto& [key, row] : sessions) {
    auto& totals = counts.edit(row.record.tenant_id);
    ++totals.sessions;
    totals.messages += static_cast<std::int64_t>(logs.at(row.log).messages.size());
  }
  // Of one that was erased, those that a fork shares.
  for (const auto& [ref, stone] : tombstones) {
    const auto left = logs.find(stone.log);
    if (left == logs.end()) continue;
    const auto kept = shared_by_others(stone.log);
    counts.edit(ref.tenant).messages += std::ranges::count_if(
        left->second.messages, [&](const domain::message& m) { return m.seq <= kept; });
  }
}

statistics tables::recount(const statistics_query& query) const {
  statistics found;
  calendar days{query};
  std::set<std::string> agents;
  std::set<std::int64_t> of_tenant;  // logs
  for (const auto& [key, row] : sessions) {
    const auto& record = row.record;
    if (record.tenant_id != query.tenant) continue;
    of_tenant.insert(row.log);
    const auto roles = roles_of(record);
    if (query.agent && !roles.contains(*query.agent)) continue;
    if (!query.agent) agents.insert(roles.begin(), roles.end());
    const domain::session_view view{record, head(row.log)};
    ++count_of(found, record.status);
    found.length += view.message_count();
    found.duration_us += (view.last_activity() - record.created_at).count();
    ++days.at(record.created_at).sessions;
  }
  for (const auto& [ref, stone] : tombstones)
    if (ref.tenant == query.tenant) of_tenant.insert(stone.log);
  for (const auto log : of_tenant) {
    const auto it = logs.find(log);
    if (it == logs.end()) continue;
    const auto& rows = it->second;
    for (std::size_t i = 0; i < rows.messages.size(); ++i) {
      if (query.agent && rows.agents[i] != *query.agent) continue;
      auto& day = days.at(rows.messages[i].received_at);
      ++day.messages;
      day.characters +=
          static_cast<std::int64_t>(base::code_points(rows.messages[i].content.value_or("")));
    }
  }
  found.days = days.days();
  found.agents.assign(agents.begin(), agents.end());
  return found;
}

}  // namespace parley::storage::memory
