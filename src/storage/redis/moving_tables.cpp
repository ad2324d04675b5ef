#include <algorithm>

#include "storage/redis/derived.hpp"
#include "storage/redis/job_scan.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis/tables.hpp"

namespace parley::storage::redis {

std::optional<moving_log> tables::moving_of(const session_ref& session) {
  const auto log = rows_.get(hashes::moving_of, name_key(session));
  const auto row = log ? rows_.get(tables_of::moving, *log) : std::nullopt;
  return row ? std::optional{read_moving(*row)} : std::nullopt;
}

void tables::keep_moving(const moving_log& m) {
  const auto name = name_key(m.session);
  const auto log = number_key(m.log);
  rows_.put_row(tables_of::moving, log, pack(m));
  if (m.state != moving_state::departed)
    rows_.put(hashes::moving_of, name, log);
  else if (rows_.get(hashes::moving_of, name) == log)
    rows_.remove(hashes::moving_of, name);
}

void tables::remove_moving(const session_ref& session, std::int64_t log) {
  const auto name = name_key(session);
  const auto row = number_key(log);
  if (rows_.get(tables_of::moving, row)) rows_.remove_row(tables_of::moving, row);
  // It may have another log that has not departed.
  if (rows_.get(hashes::moving_of, name) == row) rows_.remove(hashes::moving_of, name);
}

void tables::remove_departed(const session_ref& session, std::int64_t log) {
  const auto row = rows_.get(tables_of::moving, number_key(log));
  if (!row) return;
  remove_turns(read_moving(*row).key);
  remove_moving(session, log);
}

bool tables::is_counted(std::int64_t log) {
  const auto row = rows_.get(tables_of::moving, number_key(log));
  return !row || read_moving(*row).state == moving_state::marked;
}

std::optional<base::timestamp> tables::departed_until(const session_ref& session) {
  std::optional<base::timestamp> until;
  for (const auto state : {job_state::waiting, job_state::dead})
    for (const auto id : job_ids(rows_, session, job_kind::purge, state)) {
      const auto job = job_of(rows_, id);
      if (!job) continue;
      const auto target = read_purge(*job);
      if (!target) continue;
      const auto row = rows_.get(tables_of::moving, number_key(target->log));
      if (row && read_moving(*row).state == moving_state::departed)
        until = std::max(until.value_or(job->not_before), job->not_before);
    }
  return until;
}

relational::unrest tables::unrest_of(const relational::open_session& session) {
  const auto& ref = *session.address;
  relational::unrest found;
  const auto any = [&](const std::string& order, const std::string& prefix) {
    return !rows_.range(order, within(prefix, 1)).empty();
  };
  found.shared = any(orders::sharer, number_key(session.log));
  found.turns = any(orders::open_turn, number_key(session.key));
  for (const auto kind : {job_kind::deliver, job_kind::cascade, job_kind::blank})
    found.work |= !job_ids(rows_, ref, kind, job_state::waiting, 1).empty();
  found.below = any(orders::parent, key{}.text(ref.tenant).text(ref.id));
  // Their subjects stand together.
  const std::string people = key{}.text(ref.tenant).rest("user/");
  found.person = !find_jobs(rows_, people, {job_kind::person}, [](const job& j) {
                    return j.state == job_state::waiting;
                  }).empty();
  return found;
}

void tables::release_session(const relational::open_session& session) { remove_entry(session); }

std::optional<std::int64_t> tables::departed_session(std::int64_t log) {
  const auto row = rows_.get(tables_of::moving, number_key(log));
  if (!row) return std::nullopt;
  const auto m = read_moving(*row);
  return m.state == moving_state::departed ? std::optional{m.key} : std::nullopt;
}

void tables::remove_turns(std::int64_t session) { remove_turns(session, 0); }

void tables::remove_turns(std::int64_t session, std::int64_t most) {
  for (const auto& each : read_table(rows_, tables_of::turn, within(number_key(session), most))) {
    const auto t = read_turn(each.value);
    rows_.remove_row(tables_of::turn, each.key);
    rows_.remove(hashes::turn_id, key{}.number(session).rest(t.turn_id));
    place(places_of(session, t, tenant_of_turn(each.value)), false);
  }
}

bool tables::has_turns(std::int64_t session) {
  return !rows_.range(tables_of::turn + table_order, within(number_key(session), 1)).empty();
}

}  // namespace parley::storage::redis
