#include "storage/postgres/tables.hpp"

namespace parley::storage::postgres {
namespace {

// 0 to 2 are the numbers of storage::moving_state.
const std::string moving_sql =
    "SELECT key, log, state FROM moving WHERE tenant = $1 AND session_id = $2 AND state < 2";
const std::string keep_sql =
    "INSERT INTO moving (log, key, state, tenant, session_id) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (log) DO UPDATE SET state = excluded.state";
const std::string remove_sql = "DELETE FROM moving WHERE log = $1";
const std::string not_counted_sql = "SELECT 1 FROM moving WHERE log = $1 AND state <> 1";
const std::string open_turns_sql = "SELECT 1 FROM turn WHERE session = $1 AND state < 2 LIMIT 1";
const std::string work_sql =
    "SELECT 1 FROM job WHERE tenant = $1 AND session_id = $2 AND kind IN (0, 1, 4) AND state = 0 "
    "LIMIT 1";
// Few jobs wait, so their index is short.
const std::string person_sql =
    "SELECT 1 FROM job WHERE state = 0 AND tenant = $1 AND kind = 5 LIMIT 1";
const std::string departed_sql =
    "WITH gone AS (DELETE FROM moving WHERE log = $1 RETURNING key) "
    "DELETE FROM turn WHERE session IN (SELECT key FROM gone)";
const std::string release_sql = "DELETE FROM session WHERE key = $1";
const std::string turns_sql = "DELETE FROM turn WHERE session = $1";
const std::string erasings_sql =
    "INSERT INTO erasing (log, count, tenant) VALUES ($1, $2, $3) "
    "ON CONFLICT (log) DO UPDATE SET count = excluded.count";

}  // namespace

std::optional<moving_log> tables::moving_of(const session_ref& session) {
  const auto found = ask(moving_sql, parameters::of(session.tenant, session.id));
  if (found.empty()) return std::nullopt;
  return moving_log{session, found[0].integer(0), found[0].integer(1),
                    static_cast<moving_state>(found[0].integer(2))};
}

void tables::keep_moving(const moving_log& m) {
  ask(keep_sql, parameters::of(m.log, m.key, static_cast<std::int64_t>(m.state), m.session.tenant,
                               m.session.id));
}

void tables::remove_moving(const session_ref&, std::int64_t log) {
  ask(remove_sql, parameters::of(log));
}

void tables::remove_departed(const session_ref&, std::int64_t log) {
  ask(departed_sql, parameters::of(log));
}

bool tables::is_counted(std::int64_t log) { return !any(not_counted_sql, parameters::of(log)); }

bool tables::has_open_turns(std::int64_t key) { return any(open_turns_sql, parameters::of(key)); }

bool tables::has_work(const session_ref& session) {
  return any(work_sql, parameters::of(session.tenant, session.id));
}

bool tables::has_person(const std::string& tenant) {
  return any(person_sql, parameters::of(tenant));
}

void tables::release_session(const relational::open_session& session) {
  change(release_sql, parameters::of(session.key));
}

void tables::remove_turns(std::int64_t key) { ask(turns_sql, parameters::of(key)); }

void tables::put_erasings(const session_ref& session, std::int64_t log, std::int64_t count) {
  ask(erasings_sql, parameters::of(log, count, session.tenant));
}

}  // namespace parley::storage::postgres
