#include <algorithm>

#include "storage/redis/derived.hpp"
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
  // Few are erased at a time, and their subjects stand together.
  const std::string people = key{}.text(ref.tenant).rest("user/");
  for (const auto& member : rows_.range(orders::job_of, within(people))) {
    const auto j = job_of(
        rows_, number_of(std::string_view{member}.substr(member.size() - number_key(0).size())));
    found.person |= j && j->kind == job_kind::person && j->state == job_state::waiting;
  }
  return found;
}

void tables::release_session(const relational::open_session& session) { remove_entry(session); }

void tables::remove_turns(std::int64_t session) {
  for (const auto& each : read_table(rows_, tables_of::turn, within(number_key(session)))) {
    const auto t = read_turn(each.value);
    rows_.remove_row(tables_of::turn, each.key);
    rows_.remove(hashes::turn_id, key{}.number(session).rest(t.turn_id));
    place(places_of(session, t, tenant_of_turn(each.value)), false);
  }
}

}  // namespace parley::storage::redis
