#include "storage/redis/tables.hpp"

#include "storage/redis/derived.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

std::string statistic_key(std::string_view tenant, std::string_view agent) {
  return key{}.text(tenant).text(agent);
}

std::string day_key(std::string_view tenant, std::string_view agent, std::int64_t day) {
  return key{}.text(tenant).text(agent).number(day);
}

}  // namespace

std::optional<idempotent_effect> tables::effect_of(const std::string& tenant,
                                                   const idempotency& once) {
  return redis::effect_of(rows_, effect_key(tenant, once.key, once.route));
}

void tables::keep_effect(const std::string& tenant, const idempotency& once,
                         const idempotent_effect& effect) {
  const auto name = effect_key(tenant, once.key, once.route);
  if (const auto before = redis::effect_of(rows_, name)) remove_effect(name, *before);
  rows_.put(hashes::effect, name, pack(effect));
  place(places_of(name, effect), true);
}

std::int64_t tables::forget_effects(base::timestamp until, std::int64_t items_max) {
  const auto last = behind(number_key(base::to_micros(until)));
  const auto old = rows_.range(orders::effect_age, {"", last, items_max});
  for (const auto& member : old) {
    const auto name = member.substr(number_key(0).size());
    if (const auto effect = redis::effect_of(rows_, name)) remove_effect(name, *effect);
    rows_.drop(orders::effect_age, member);
  }
  return static_cast<std::int64_t>(old.size());
}

void tables::choose_due(const job& j) {
  const auto waiting = job_ids(rows_, {j.tenant, j.session_id}, j.kind, job_state::waiting, 1);
  std::optional<std::string> wanted;
  if (!waiting.empty())
    if (const auto first = job_of(rows_, waiting.front())) wanted = due_member(*first);
  const auto subject = subject_of(j);
  const auto now = rows_.get(hashes::due_of, subject);
  if (now == wanted) return;
  if (now) rows_.drop(orders::due, *now);
  if (wanted) {
    rows_.add(orders::due, *wanted);
    rows_.put(hashes::due_of, subject, *wanted);
  } else {
    rows_.remove(hashes::due_of, subject);
  }
}

void tables::insert_job(std::int64_t id, const job& j) {
  auto row = j;
  row.id = id;
  rows_.put(hashes::job, number_key(id), pack(row));
  place(places_of(row), true);
  choose_due(row);
}

void tables::update_job(const job& j) {
  auto row = job_of(rows_, j.id);
  if (!row) return;
  place(places_of(*row), false);
  row->attempts = j.attempts;
  row->not_before = j.not_before;
  row->state = j.state;
  row->reason = j.reason;
  rows_.put(hashes::job, number_key(j.id), pack(*row));
  place(places_of(*row), true);
  choose_due(*row);
}

void tables::remove_job(std::int64_t id) {
  const auto row = job_of(rows_, id);
  if (!row) return;
  rows_.remove(hashes::job, number_key(id));
  place(places_of(*row), false);
  choose_due(*row);
}

void tables::keep_setting(const tenant_setting& what) {
  const auto name = key{}.text(what.name).text(what.tenant).bytes();
  if (what.value.empty())
    rows_.remove_row(tables_of::setting, name);
  else
    rows_.put_row(tables_of::setting, name, what.value);
}

template <std::size_t N>
void tables::add(const std::string& table, const std::string& name, const sums<N>& added) {
  auto all = read_sums<N>(rows_.get(table, name));
  for (std::size_t i = 0; i < N; ++i) all[i] += added[i];
  rows_.put_row(table, name, pack(all));
}

void tables::add_counts(const std::string& tenant, const tenant_counts& added) {
  add<tenant_sums>(tables_of::tenant, key{}.text(tenant), {added.sessions, added.messages});
}

void tables::add_statistic(std::string_view tenant, std::string_view agent,
                           const relational::statistic_growth& added) {
  add<statistic_sums>(
      tables_of::statistic, statistic_key(tenant, agent),
      {added.active, added.closed, added.archived, added.length, added.duration_us});
}

void tables::add_day(std::string_view tenant, std::string_view agent,
                     const relational::day_growth& added) {
  add<day_sums>(tables_of::day, day_key(tenant, agent, added.day),
                {added.created, added.messages, added.characters});
}

template <std::size_t N>
void tables::drop_zeros(const std::string& table, const std::string& name) {
  if (read_sums<N>(rows_.get(table, name)) == sums<N>{}) rows_.remove_row(table, name);
}

void tables::drop_empty_statistic(std::string_view tenant, std::string_view agent) {
  drop_zeros<statistic_sums>(tables_of::statistic, statistic_key(tenant, agent));
}

void tables::drop_empty_day(std::string_view tenant, std::string_view agent, std::int64_t day) {
  drop_zeros<day_sums>(tables_of::day, day_key(tenant, agent, day));
}

void tables::put(const relational::counters&, const relational::counters& now) {
  for (const auto& [name, value] :
       {std::pair{"session", now.next_session}, std::pair{"log", now.next_log},
        std::pair{"position", now.next_position}, std::pair{"job", now.next_job}})
    rows_.put(store_hash, name, std::to_string(value));
}

}  // namespace parley::storage::redis
