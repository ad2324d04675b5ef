#include <algorithm>
#include <limits>

#include "storage/redis/derived.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis/tables.hpp"

namespace parley::storage::redis {
namespace {

/// Rows with their texts that are asked for at once.
constexpr std::int64_t rows_at_once = 64;

template <class T>
relational::erased_sums sums_of(const std::vector<T>& parts) {
  relational::erased_sums sums;
  for (const auto& each : parts) {
    sums.sessions += each.receipt.sessions;
    sums.messages += each.receipt.messages;
    sums.forks += each.receipt.forks;
    sums.summaries += each.receipt.summaries;
  }
  return sums;
}

}  // namespace

bool tables::is_erased(const session_ref& session) {
  return rows_.get(hashes::tombstone, name_key(session)).has_value();
}

std::int64_t tables::count_forks(std::int64_t log) {
  return static_cast<std::int64_t>(sharers_from(rows_, log, 0).size());
}

bool tables::is_orphaned(std::int64_t log) {
  return rows_.get(hashes::orphan, number_key(log)).has_value();
}

std::optional<std::string> tables::owner_of(std::int64_t log) {
  if (const auto owner = rows_.get(hashes::owner, number_key(log)))
    if (const auto entry = entry_of(rows_, number_of(*owner))) return entry->row.address.id;
  const auto erased = rows_.get(hashes::orphan, number_key(log));
  if (!erased) return std::nullopt;
  key_reader name{*erased};
  name.text();  // its tenant
  return name.text();
}

std::int64_t tables::count_rows(std::int64_t log, std::int64_t above, std::int64_t upto) {
  const auto count = rows_.row_count(log);
  const auto first = first_seq(rows_, log);
  const auto from = std::max(above + 1, first);
  const auto to = std::min(upto, first + count - 1);
  return std::max<std::int64_t>(0, to - from + 1);
}

std::int64_t tables::count_summaries(std::int64_t log, std::int64_t above) {
  std::int64_t count = 0;
  for (const bool stale : {false, true})
    count += rows_.count(orders::summary_at, {summary_place(log, stale, above + 1),
                                              summary_place(log, stale, seq_max)});
  return count;
}

relational::erased_sums tables::erased_sessions(const std::string& tenant,
                                                const std::string& part_of) {
  return sums_of(redis::erased_sessions(rows_, tenant, part_of));
}

relational::erased_sums tables::erased_messages(const std::string& tenant,
                                                const std::string& part_of) {
  return sums_of(redis::erased_messages(rows_, tenant, part_of));
}

void tables::unshare(std::int64_t log) {
  place(places_of(history_of(log)), false);
  rows_.remove(hashes::segments, number_key(log));
  rows_.remove(hashes::shared_head, number_key(log));
}

void tables::keep_tombstone(const relational::open_session& session, const domain::erasure& e,
                            const std::string& part_of) {
  const auto name = name_key(*session.address);
  const tombstone row{e, part_of, session.log};
  rows_.put(hashes::tombstone, name, pack(row));
  rows_.put(hashes::orphan, number_key(session.log), name);
  if (!part_of.empty()) place({redis::place_of(session.address->tenant, row)}, true);
}

void tables::remove_entry(const relational::open_session& session) {
  const auto name = number_key(session.key);
  if (const auto before = entry_of(rows_, session.key)) place(places_of(*before), false);
  rows_.remove(hashes::name, name_key(*session.address));
  rows_.remove(hashes::session, name);
  rows_.remove(hashes::rounds, name);
  rows_.remove(hashes::owner, number_key(session.log));
}

void tables::remove_effect(const std::string& effect, const idempotent_effect& e) {
  rows_.remove(hashes::effect, effect);
  place(places_of(effect, e), false);
}

void tables::remove_session(const relational::open_session& session) {
  const auto& [tenant, id] = *session.address;
  remove_turns(session.key);
  const std::string prefix = key{}.text(tenant).text(id);
  for (const auto& member : rows_.range(orders::effect_of, within(prefix))) {
    const auto effect = member.substr(prefix.size());
    if (const auto e = redis::effect_of(rows_, effect)) remove_effect(effect, *e);
  }
  for (const auto& member : rows_.range(orders::job_of, within(prefix))) {
    key_reader parts{std::string_view{member}.substr(prefix.size())};
    const auto kind = static_cast<job_kind>(parts.byte());
    parts.byte();
    if (kind != job_kind::purge && kind != job_kind::blank) remove_job(parts.number());
  }
  remove_entry(session);
}

void tables::forget_row(std::int64_t log, const message_row& row) {
  if (row.head.given) rows_.remove(ids_of(log), row.message.message_id);
  rows_.remove(positions_of(row.head.position), std::to_string(row.head.position));
}

std::vector<relational::message_facts> tables::purge_rows(std::int64_t log, std::int64_t above,
                                                          std::int64_t rows_max) {
  // A session that went elsewhere leaves its turns, too. Those of an erased one go with its name.
  if (const auto session = departed_session(log)) remove_turns(*session, rows_max);
  const auto first = first_seq(rows_, log);
  const auto count = rows_.row_count(log);
  const auto kept = std::max<std::int64_t>(above + 1 - first, 0);
  const auto left = std::max(kept, count - rows_max);
  std::vector<relational::message_facts> gone;
  for (auto to = count; to > left;) {
    const auto from = std::max(left, to - rows_at_once);
    for (const auto& bytes : rows_.rows(log, from, to - 1)) {
      const auto row = read_row(bytes);
      const bool is_erased = row.head.status == domain::message_status::erased;
      gone.push_back({row.head.received_at, is_erased ? 0 : row.head.characters, row.agent});
      forget_row(log, row);
    }
    to = from;
  }
  if (gone.empty()) return gone;
  rows_.cut(log, left);
  const auto name = number_key(log);
  if (left == 0) {
    rows_.remove(hashes::head, name);
    rows_.remove(hashes::first, name);
  } else {
    const auto newest = read_header(rows_.rows(log, left - 1, left - 1).at(0));
    rows_.put(hashes::head, name, pack(domain::head{newest.seq, newest.received_at}));
  }
  return gone;
}

bool tables::has_rows(std::int64_t log, std::int64_t above) {
  if (count_rows(log, above, seq_max) > 0) return true;
  const auto session = departed_session(log);
  return session && has_turns(*session);
}

void tables::purge_summaries(std::int64_t log, std::int64_t above) {
  for (const auto& each : read_table(rows_, tables_of::summary, within(number_key(log)))) {
    const auto row = read_summary_row(each.value);
    if (row.to_seq > above)
      remove_summary(log, number_of(std::string_view{each.key}.substr(number_key(log).size())),
                     row);
  }
}

void tables::purge_tallies(std::int64_t log, std::int64_t above) {
  for (const auto& member :
       rows_.range(tables_of::tally + table_order,
                   {key{}.number(log).number(above + 1), behind(number_key(log))}))
    rows_.remove_row(tables_of::tally, member);
}

bool tables::has_purge(const session_ref& session) {
  return first_job(rows_, session, job_kind::purge).has_value();
}

void tables::set_purged(const session_ref& session, base::timestamp at) {
  auto found = tombstone_of(rows_, session);
  if (!found || found->receipt.purged_at) return;
  found->receipt.purged_at = std::max(at, found->receipt.invisible_at);
  rows_.put(hashes::tombstone, name_key(session), pack(*found));
}

std::vector<session_ref> tables::sharers_of(std::int64_t log, std::int64_t from) {
  std::vector<session_ref> found;
  auto logs = logs_sharing(log, from);
  logs.push_back(log);
  for (const auto each : logs)
    if (const auto owner = rows_.get(hashes::owner, number_key(each)))
      if (const auto entry = entry_of(rows_, number_of(*owner)))
        found.push_back(entry->row.address);
  return found;
}

std::vector<std::int64_t> tables::logs_sharing(std::int64_t log, std::int64_t from) {
  return sharers_from(rows_, log, from);
}

}  // namespace parley::storage::redis
