#include "storage/sqlite/tables.hpp"

#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

using std::string_view;

std::optional<idempotent_effect> tables::effect_of(const std::string& tenant,
                                                   const idempotency& once) {
  running row{sql_.find_effect};
  row->bind_all(string_view{tenant}, string_view{once.key}, string_view{once.route});
  if (!row->step()) return std::nullopt;
  return read_effect(*row);
}

void tables::keep_effect(const std::string& tenant, const idempotency& once,
                         const idempotent_effect& effect) {
  const auto seqs = join_seqs(effect.seqs);
  run(sql_.keep_effect, string_view{tenant}, string_view{once.key}, string_view{once.route},
      base::to_micros(effect.at), effect.body_digest, string_view{effect.session_id}, effect.log,
      std::int64_t{effect.all_known}, string_view{seqs}, string_view{effect.record},
      string_view{effect.note});
}

void tables::insert_job(std::int64_t id, const job& j) {
  bind_job(sql_.add_job, id, j);
  sql_.add_job.run();
}

void tables::update_job(const job& j) {
  run(sql_.put_job, j.id, j.attempts, base::to_micros(j.not_before),
      static_cast<std::int64_t>(j.state), string_view{j.reason});
}

void tables::remove_job(std::int64_t id) { run(sql_.remove_job, id); }

void tables::keep_setting(const tenant_setting& what) {
  if (what.value.empty())
    run(sql_.remove_setting, string_view{what.tenant}, string_view{what.name});
  else
    run(sql_.keep_setting, string_view{what.tenant}, string_view{what.name},
        string_view{what.value});
}

void tables::add_counts(const std::string& tenant, const tenant_counts& added) {
  run(sql_.count, string_view{tenant}, added.sessions, added.messages);
}

void tables::add_statistic(string_view tenant, string_view agent,
                           const relational::statistic_growth& added) {
  run(sql_.count_statistic, tenant, agent, added.active, added.closed, added.archived, added.length,
      added.duration_us);
}

void tables::add_day(string_view tenant, string_view agent, const relational::day_growth& added) {
  run(sql_.count_day, tenant, agent, added.day, added.created, added.messages, added.characters);
}

void tables::drop_empty_statistic(string_view tenant, string_view agent) {
  run(sql_.drop_statistic, tenant, agent);
}

void tables::drop_empty_day(string_view tenant, string_view agent, std::int64_t day) {
  run(sql_.drop_day, tenant, agent, day);
}

relational::counters tables::read_counters() {
  relational::counters found;
  running meta{sql_.meta};
  while (meta->step()) {
    const auto name = meta->text(0);
    const auto value = meta->integer(1);
    if (name == "epoch") found.epoch = value;
    if (name == "next_session") found.next_session = value;
    if (name == "next_job") found.next_job = value;
    if (name == "next_log") found.next_log = value;
    if (name == "next_position") found.next_position = value;
  }
  return found;
}

void tables::set_meta(string_view name, std::int64_t value) { run(sql_.set_meta, name, value); }

void tables::put(const relational::counters& before, const relational::counters& now) {
  if (now.next_session != before.next_session) {
    set_meta("next_session", now.next_session);
    set_meta("next_log", now.next_log);
  }
  if (now.next_job != before.next_job) set_meta("next_job", now.next_job);
  if (now.next_position != before.next_position) set_meta("next_position", now.next_position);
}

}  // namespace parley::storage::sqlite
