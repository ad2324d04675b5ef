#include "storage/postgres/tables.hpp"

namespace parley::storage::postgres {
namespace {

const std::string forks_sql = "SELECT count(DISTINCT log) FROM segment WHERE shared = $1";
const std::string orphaned_sql = "SELECT 1 FROM tombstone WHERE log = $1 LIMIT 1";
const std::string owner_sql =
    "SELECT session_id FROM session WHERE log = $1 UNION ALL "
    "SELECT session_id FROM tombstone WHERE log = $1 LIMIT 1";
const std::string count_rows_sql =
    "SELECT count(*) FROM message WHERE log = $1 AND seq > $2 AND seq <= $3";
const std::string count_summaries_sql =
    "SELECT count(*) FROM summary WHERE log = $1 AND to_seq > $2";
const std::string sums =
    "SELECT coalesce(sum(sessions), 0)::bigint, coalesce(sum(messages), 0)::bigint, "
    "coalesce(sum(forks), 0)::bigint, coalesce(sum(summaries), 0)::bigint FROM ";
const std::string session_sums_sql = sums + "tombstone WHERE tenant = $1 AND part_of = $2";
const std::string message_sums_sql = sums + "receipt WHERE tenant = $1 AND part_of = $2";

const std::string unshare_sql = "DELETE FROM segment WHERE log = $1";
const std::string tombstone_sql =
    "INSERT INTO tombstone (tenant, session_id, receipt_id, part_of, log, sessions, messages, "
    "forks, invisible_at, summaries) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
// One statement for all that has the session's name or key.
const std::string remove_session_sql =
    "WITH turns AS (DELETE FROM turn WHERE session = $1), "
    "effects AS (DELETE FROM idempotency WHERE tenant = $2 AND session_id = $3), "
    "jobs AS (DELETE FROM job WHERE tenant = $2 AND session_id = $3 AND kind NOT IN (2, 4)) "
    "DELETE FROM session WHERE key = $1";

const std::string has_rows_sql = "SELECT 1 FROM message WHERE log = $1 AND seq > $2 LIMIT 1";
const std::string purge_summaries_sql = "DELETE FROM summary WHERE log = $1 AND to_seq > $2";
const std::string purge_tallies_sql = "DELETE FROM tally WHERE log = $1 AND seq > $2";
const std::string has_purge_sql =
    "SELECT 1 FROM job WHERE tenant = $1 AND session_id = $2 AND kind = 2 LIMIT 1";
const std::string set_purged_sql =
    "UPDATE tombstone SET purged_at = greatest($3, invisible_at) "
    "WHERE tenant = $1 AND session_id = $2 AND purged_at IS NULL";

const std::string sharers_sql =
    "SELECT tenant, session_id FROM session WHERE log = $1 UNION "
    "SELECT s.tenant, s.session_id FROM segment g JOIN session s ON s.log = g.log "
    "WHERE g.shared = $1 AND g.upto >= $2";
const std::string logs_sharing_sql =
    "SELECT DISTINCT log FROM segment WHERE shared = $1 AND upto >= $2";

}  // namespace

std::int64_t tables::count_forks(std::int64_t log) {
  return number(forks_sql, parameters::of(log));
}

bool tables::is_orphaned(std::int64_t log) { return any(orphaned_sql, parameters::of(log)); }

std::optional<std::string> tables::owner_of(std::int64_t log) {
  const auto found = ask(owner_sql, parameters::of(log));
  if (found.empty()) return std::nullopt;
  return found[0].text(0);
}

std::int64_t tables::count_rows(std::int64_t log, std::int64_t above, std::int64_t upto) {
  return number(count_rows_sql, parameters::of(log, above, upto));
}

std::int64_t tables::count_summaries(std::int64_t log, std::int64_t above) {
  return number(count_summaries_sql, parameters::of(log, above));
}

relational::erased_sums tables::sums_of(const std::string& sql, const std::string& tenant,
                                        const std::string& part_of) {
  const auto found = ask(sql, parameters::of(tenant, part_of));
  return {found[0].integer(0), found[0].integer(1), found[0].integer(2), found[0].integer(3)};
}

relational::erased_sums tables::erased_sessions(const std::string& tenant,
                                                const std::string& part_of) {
  return sums_of(session_sums_sql, tenant, part_of);
}

relational::erased_sums tables::erased_messages(const std::string& tenant,
                                                const std::string& part_of) {
  return sums_of(message_sums_sql, tenant, part_of);
}

void tables::unshare(std::int64_t log) { change(unshare_sql, parameters::of(log)); }

void tables::keep_tombstone(const relational::open_session& session, const domain::erasure& e,
                            const std::string& part_of) {
  auto p = parameters::of(session.address->tenant, session.address->id, e.receipt_id);
  p.add_text_or_null(part_of);
  for (const auto value :
       {session.log, e.sessions, e.messages, e.forks, base::to_micros(e.invisible_at), e.summaries})
    p.add(value);
  change(tombstone_sql, p);
}

void tables::remove_session(const relational::open_session& session) {
  change(remove_session_sql,
         parameters::of(session.key, session.address->tenant, session.address->id));
}

bool tables::has_rows(std::int64_t log, std::int64_t above) {
  return any(has_rows_sql, parameters::of(log, above));
}

void tables::purge_summaries(std::int64_t log, std::int64_t above) {
  ask(purge_summaries_sql, parameters::of(log, above));
}

void tables::purge_tallies(std::int64_t log, std::int64_t above) {
  ask(purge_tallies_sql, parameters::of(log, above));
}

bool tables::has_purge(const session_ref& session) {
  return any(has_purge_sql, parameters::of(session.tenant, session.id));
}

void tables::set_purged(const session_ref& session, base::timestamp at) {
  ask(set_purged_sql, parameters::of(session.tenant, session.id, base::to_micros(at)));
}

std::vector<session_ref> tables::sharers_of(std::int64_t log, std::int64_t from) {
  std::vector<session_ref> found;
  const auto rows = ask(sharers_sql, parameters::of(log, from));
  for (const auto r : rows) found.push_back({r.text(0), r.text(1)});
  return found;
}

std::vector<std::int64_t> tables::logs_sharing(std::int64_t log, std::int64_t from) {
  std::vector<std::int64_t> found;
  const auto rows = ask(logs_sharing_sql, parameters::of(log, from));
  for (const auto r : rows) found.push_back(r.integer(0));
  return found;
}

}  // namespace parley::storage::postgres
