#include "storage/redis/lookups.hpp"

#include <algorithm>

#include "storage/redis/stored_number.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

template <class Read>
auto read(const std::optional<std::string>& bytes, Read how)
    -> std::optional<decltype(how(std::string_view{}))> {
  if (!bytes) return std::nullopt;
  return how(std::string_view{*bytes});
}

}  // namespace

std::optional<std::int64_t> key_of(rows_view& rows, const session_ref& session) {
  return read(rows.get(hashes::name, name_key(session)), number_of);
}

std::optional<session_entry> entry_of(rows_view& rows, std::int64_t key) {
  const auto name = number_key(key);
  auto found = read(rows.get(hashes::session, name), read_entry);
  if (!found) return std::nullopt;
  if (const auto counts = read(rows.get(hashes::rounds, name), read_counts)) {
    found->row.turn_count = counts->turns;
    found->row.round = counts->rounds;
  }
  return found;
}

segments history_of(rows_view& rows, std::int64_t log) {
  return read_segments(rows.get(hashes::segments, number_key(log)), log);
}

std::int64_t first_seq(rows_view& rows, std::int64_t log) {
  const auto first = rows.get(hashes::first, number_key(log));
  return first ? stored_number(*first) : 1;
}

std::optional<domain::head> own_head(rows_view& rows, std::int64_t log) {
  return read(rows.get(hashes::head, number_key(log)), read_head);
}

domain::head history_head(rows_view& rows, std::int64_t log) {
  if (const auto own = own_head(rows, log)) return *own;
  return read(rows.get(hashes::shared_head, number_key(log)), read_head).value_or(domain::head{});
}

std::optional<message_row> row_at(rows_view& rows, std::int64_t log, std::int64_t seq) {
  const auto place = seq - first_seq(rows, log);
  if (place < 0) return std::nullopt;
  const auto found = rows.rows(log, place, place);
  if (found.empty()) return std::nullopt;
  return read_row(found.front());
}

std::vector<std::int64_t> sharers_from(rows_view& rows, std::int64_t log, std::int64_t seq) {
  std::vector<std::int64_t> found;
  for (const auto& member :
       rows.range(orders::sharer, {key{}.number(log).number(seq), behind(number_key(log))})) {
    key_reader parts{member};
    parts.number();
    parts.number();
    found.push_back(parts.number());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::optional<session_ref> owner_of(rows_view& rows, std::int64_t log, std::int64_t seq) {
  auto owner = rows.get(hashes::owner, number_key(log));
  if (!owner) {
    std::vector<std::string> logs;
    for (const auto each : sharers_from(rows, log, seq)) logs.push_back(number_key(each));
    // Keys are given in the order in which sessions are made.
    for (auto& each : rows.get_all(hashes::owner, logs))
      if (each && (!owner || *each < *owner)) owner = std::move(each);
  }
  if (!owner) return std::nullopt;
  const auto bytes = rows.get(hashes::session, *owner);
  if (!bytes) return std::nullopt;
  return read_entry(*bytes).row.address;
}

std::vector<std::int64_t> job_ids(rows_view& rows, const session_ref& subject, job_kind kind,
                                  job_state state, std::int64_t limit) {
  std::string prefix = key{}
                           .text(subject.tenant)
                           .text(subject.id)
                           .byte(static_cast<std::uint8_t>(kind))
                           .byte(static_cast<std::uint8_t>(state));
  std::vector<std::int64_t> found;
  for (const auto& member : rows.range(orders::job_of, within(prefix, limit)))
    found.push_back(number_of(std::string_view{member}.substr(prefix.size())));
  return found;
}

std::optional<job> job_of(rows_view& rows, std::int64_t id) {
  return read(rows.get(hashes::job, number_key(id)), read_job);
}

std::optional<job> first_job(rows_view& rows, const session_ref& subject, job_kind kind) {
  std::optional<std::int64_t> first;
  for (const auto state : {job_state::waiting, job_state::dead})
    for (const auto id : job_ids(rows, subject, kind, state, 1))
      first = std::min(id, first.value_or(id));
  return first ? job_of(rows, *first) : std::nullopt;
}

std::string summary_key(std::int64_t log, std::int64_t number) {
  return key{}.number(log).number(number);
}

std::string summary_place(std::int64_t log, bool stale, std::int64_t to_seq) {
  return key{}.number(log).byte(stale ? 1 : 0).number(to_seq);
}

std::optional<summary_row> summary_at(rows_view& rows, std::int64_t log, std::int64_t number) {
  return read(rows.get(tables_of::summary, summary_key(log, number)), read_summary_row);
}

summary_state summaries_of(rows_view& rows, const segments& history) {
  summary_state state;
  std::int64_t stale_to = 0;
  for (const auto& run : history.ranges(1, seq_max)) {
    const auto upto = [&](bool stale) {
      return bounds{summary_place(run.log, stale, 0), summary_place(run.log, stale, run.to + 1), 1,
                    true};
    };
    state.made +=
        rows.count(orders::summary_at, upto(false)) + rows.count(orders::summary_at, upto(true));
    for (const auto& member : rows.range(orders::summary_at, upto(false))) {
      key_reader parts{member};
      parts.number();
      parts.byte();
      parts.number();
      const auto row = summary_at(rows, run.log, parts.number());
      if (!row) continue;
      if (!state.latest || row->to_seq >= state.latest->to_seq) state.latest = summary_of(*row);
    }
    for (const auto& member : rows.range(orders::summary_at, upto(true))) {
      key_reader parts{member};
      parts.number();
      parts.byte();
      stale_to = std::max(stale_to, parts.number());
    }
    if (const auto count = rows.get(hashes::erasings, number_key(run.log)))
      state.erasures += stored_number(*count);
  }
  if (!state.latest || stale_to > state.latest->to_seq) state.stale_to = stale_to;
  return state;
}

std::optional<idempotent_effect> effect_of(rows_view& rows, const std::string& key) {
  return read(rows.get(hashes::effect, key), read_effect);
}

std::string receipt_key(const std::string& tenant, domain::erased_kind kind,
                        const std::string& subject) {
  return key{}.text(tenant).byte(static_cast<std::uint8_t>(kind)).rest(subject);
}

std::optional<receipt_row> receipt_of(rows_view& rows, const std::string& tenant,
                                      domain::erased_kind kind, const std::string& subject) {
  const auto found = rows.get(hashes::receipt, receipt_key(tenant, kind, subject));
  if (!found) return std::nullopt;
  return read_receipt(*found, kind, subject);
}

std::optional<tombstone> tombstone_of(rows_view& rows, const session_ref& session) {
  const auto found = rows.get(hashes::tombstone, name_key(session));
  if (!found) return std::nullopt;
  return read_tombstone(*found, session.id);
}

std::vector<tombstone> erased_sessions(rows_view& rows, const std::string& tenant,
                                       const std::string& part_of) {
  const std::string prefix = key{}.text(tenant).text(part_of);
  std::vector<tombstone> found;
  for (const auto& member : rows.range(orders::tombstone_part, within(prefix)))
    if (auto each = tombstone_of(rows, {tenant, member.substr(prefix.size())}))
      found.push_back(std::move(*each));
  return found;
}

std::vector<receipt_row> erased_messages(rows_view& rows, const std::string& tenant,
                                         const std::string& part_of) {
  const std::string prefix = key{}.text(tenant).text(part_of);
  std::vector<receipt_row> found;
  for (const auto& member : rows.range(orders::receipt_part, within(prefix))) {
    key_reader parts{std::string_view{member}.substr(prefix.size())};
    const auto kind = static_cast<domain::erased_kind>(parts.byte());
    if (auto each = receipt_of(rows, tenant, kind, parts.rest())) found.push_back(std::move(*each));
  }
  return found;
}

}  // namespace parley::storage::redis
