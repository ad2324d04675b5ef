#include "storage/relational/statistics_changes.hpp"

#include "storage/agents.hpp"
#include "storage/day.hpp"

namespace parley::storage::relational {

statistics_changes::total& statistics_changes::of(totals& of_tenant, std::string_view agent) {
  const auto it = of_tenant.find(agent);
  return it != of_tenant.end() ? it->second : of_tenant[std::string{agent}];
}

template <class F>
void statistics_changes::each(std::string_view tenant, std::string_view agents, F change) {
  auto& of_tenant = tenants_[tenant];
  change(of(of_tenant, {}));
  role_reader roles{agents};
  for (auto role = roles.next(); !role.empty(); role = roles.next()) change(of(of_tenant, role));
}

void statistics_changes::count(const counted_session& s, std::int64_t times) {
  each(s.tenant, s.agents, [&](total& t) {
    t.sessions.at(static_cast<std::size_t>(s.status)) += times;
    t.length += times * s.length;
    t.duration_us += times * s.duration_us;
    t.days[day_of(s.created_at)].created += times;
  });
}

void statistics_changes::grow(std::string_view tenant, std::string_view agents, std::int64_t length,
                              std::int64_t duration_us) {
  if (length == 0 && duration_us == 0) return;
  each(tenant, agents, [&](total& t) {
    t.length += length;
    t.duration_us += duration_us;
  });
}

void statistics_changes::count(const counted_message& m, std::int64_t messages,
                               std::int64_t characters) {
  add_to_day(m.tenant, m.agent, {day_of(m.received_at), 0, messages, characters});
}

void statistics_changes::move(std::string_view tenant, const moved_day& d, std::int64_t times) {
  add_to_day(tenant, d.agent, {d.day, 0, times * d.messages, times * d.characters});
}

void statistics_changes::add_to_day(std::string_view tenant, std::string_view agent,
                                    const day_growth& added) {
  const auto change = [&](total& t) {
    auto& d = t.days[added.day];
    d.messages += added.messages;
    d.characters += added.characters;
  };
  auto& of_tenant = tenants_[tenant];
  change(of(of_tenant, {}));
  if (!agent.empty()) change(of(of_tenant, agent));
}

void statistics_changes::write(tables& to) const {
  for (const auto& [tenant, of_tenant] : tenants_)
    for (const auto& [agent, t] : of_tenant) {
      write(to, tenant, agent, t);
      for (const auto& [number, d] : t.days)
        write(to, tenant, agent, day_growth{number, d.created, d.messages, d.characters});
    }
}

void statistics_changes::write(tables& to, std::string_view tenant, std::string_view agent,
                               const total& t) {
  const auto [active, closed, archived] = t.sessions;
  if (active == 0 && closed == 0 && archived == 0 && t.length == 0 && t.duration_us == 0) return;
  to.add_statistic(tenant, agent, {active, closed, archived, t.length, t.duration_us});
  if (active >= 0 && closed >= 0 && archived >= 0) return;
  to.drop_empty_statistic(tenant, agent);
}

void statistics_changes::write(tables& to, std::string_view tenant, std::string_view agent,
                               const day_growth& d) {
  if (d.created == 0 && d.messages == 0 && d.characters == 0) return;
  to.add_day(tenant, agent, d);
  if (d.created >= 0 && d.messages >= 0) return;
  to.drop_empty_day(tenant, agent, d.day);
}

}  // namespace parley::storage::relational
