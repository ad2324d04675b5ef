#include "storage/postgres/tables.hpp"

#include "storage/postgres/rows.hpp"

namespace parley::storage::postgres {
namespace {

const std::string effect_sql = std::string{"SELECT "} + effect_columns +
                               " FROM idempotency WHERE tenant = $1 AND key = $2 AND route = $3";
const std::string keep_setting_sql =
    "INSERT INTO setting (tenant, name, value) VALUES ($1, $2, $3) "
    "ON CONFLICT (tenant, name) DO UPDATE SET value = excluded.value";
const std::string remove_setting_sql = "DELETE FROM setting WHERE tenant = $1 AND name = $2";

}  // namespace

result tables::ask(const std::string& sql, const parameters& p) {
  pipeline asked{connection_};
  buffer_.send(asked);
  asked.add(sql, p);
  return std::move(asked.run().back());
}

result tables::change(const std::string& sql, const parameters& p) {
  auto answer = ask(sql, p);
  known_ = {};
  return answer;
}

std::int64_t tables::number(const std::string& sql, const parameters& p) {
  const auto found = ask(sql, p);
  return found.empty() ? 0 : found[0].integer(0);
}

std::optional<idempotent_effect> tables::effect_of(const std::string& tenant,
                                                   const idempotency& once) {
  const auto name = key_of(tenant, once);
  const auto known = known_.effects.find(name);
  if (known != known_.effects.end()) return known->second;
  const auto found = ask(effect_sql, parameters::of(tenant, once.key, once.route));
  auto& effect = known_.effects[name];
  if (!found.empty()) effect = read_effect(found[0]);
  return effect;
}

void tables::keep_effect(const std::string& tenant, const idempotency& once,
                         const idempotent_effect& effect) {
  buffer_.keep(tenant, once, effect);
  known_.effects.insert_or_assign(key_of(tenant, once), effect);
}

void tables::insert_job(std::int64_t id, const job& j) { buffer_.insert(id, j); }

void tables::update_job(const job& j) { buffer_.update(j); }

void tables::remove_job(std::int64_t id) { buffer_.remove_job(id); }

void tables::keep_setting(const tenant_setting& what) {
  if (what.value.empty())
    ask(remove_setting_sql, parameters::of(what.tenant, what.name));
  else
    ask(keep_setting_sql, parameters::of(what.tenant, what.name, what.value));
}

void tables::add_counts(const std::string& tenant, const tenant_counts& added) {
  buffer_.add(tenant, added);
}

void tables::add_statistic(std::string_view tenant, std::string_view agent,
                           const relational::statistic_growth& added) {
  buffer_.add(tenant, agent, added);
}

void tables::add_day(std::string_view tenant, std::string_view agent,
                     const relational::day_growth& added) {
  buffer_.add(tenant, agent, added);
}

void tables::drop_empty_statistic(std::string_view tenant, std::string_view agent) {
  buffer_.drop_empty(tenant, agent);
}

void tables::drop_empty_day(std::string_view tenant, std::string_view agent, std::int64_t day) {
  buffer_.drop_empty(tenant, agent, day);
}

void tables::put(const relational::counters&, const relational::counters& now) { buffer_.put(now); }

}  // namespace parley::storage::postgres
