#include "storage/postgres/tables.hpp"

namespace parley::storage::postgres {
namespace {

// 0 to 2 are the numbers of storage::moving_state.
const std::string moving_sql =
    "SELECT key, log, state FROM moving WHERE tenant = $1 AND session_id = $2 AND state < 2";
const std::string not_counted_sql = "SELECT 1 FROM moving WHERE log = $1 AND state <> 1";
const std::string departed_until_sql =
    "SELECT max(j.not_before) FROM moving v JOIN job j ON j.tenant = v.tenant AND "
    "j.session_id = v.session_id AND j.kind = 2 "
    "WHERE v.tenant = $1 AND v.session_id = $2 AND v.state = 2";
// The numbers are those of storage::job_kind; few jobs wait, so their index is short.
const std::string unrest_sql = R"sql(
SELECT EXISTS (SELECT FROM segment WHERE shared = $2),
  EXISTS (SELECT FROM turn WHERE session = $1 AND state < 2),
  EXISTS (SELECT FROM job WHERE tenant = $3 AND session_id = $4 AND kind IN (0, 1, 4)
    AND state = 0),
  EXISTS (SELECT FROM session WHERE tenant = $3 AND parent = $4),
  EXISTS (SELECT FROM job WHERE state = 0 AND tenant = $3 AND kind = 5)
)sql";
const std::string departed_sql =
    "WITH gone AS (DELETE FROM moving WHERE log = $1 RETURNING key) "
    "DELETE FROM turn WHERE session IN (SELECT key FROM gone)";
const std::string turns_sql = "DELETE FROM turn WHERE session = $1";
const std::string erasings_sql =
    "INSERT INTO erasing (log, count, tenant) VALUES ($1, $2, $3) "
    "ON CONFLICT (log) DO UPDATE SET count = excluded.count";

}  // namespace

std::optional<moving_log> tables::moving_of(const session_ref& session) {
  const auto known = known_.moving.find(session);
  if (known != known_.moving.end()) return known->second;
  const auto found = ask(moving_sql, parameters::of(session.tenant, session.id));
  auto& moving = known_.moving[session];
  if (!found.empty())
    moving = moving_log{session, found[0].integer(0), found[0].integer(1),
                        static_cast<moving_state>(found[0].integer(2))};
  return moving;
}

void tables::keep_moving(const moving_log& m) {
  buffer_.keep(m);
  known_.moving[m.session] = m.state == moving_state::departed ? std::nullopt : std::optional{m};
}

void tables::remove_moving(const session_ref& session, std::int64_t log) {
  buffer_.remove_moving(log);
  // It may have another log that has not departed.
  const auto known = known_.moving.find(session);
  if (known != known_.moving.end() && known->second && known->second->log == log)
    known->second = std::nullopt;
}

void tables::remove_departed(const session_ref&, std::int64_t log) {
  ask(departed_sql, parameters::of(log));
}

bool tables::is_counted(std::int64_t log) { return !any(not_counted_sql, parameters::of(log)); }

std::optional<base::timestamp> tables::departed_until(const session_ref& session) {
  const auto found = ask(departed_until_sql, parameters::of(session.tenant, session.id));
  if (found[0].is_null(0)) return std::nullopt;
  return base::from_micros(found[0].integer(0));
}

relational::unrest tables::unrest_of(const relational::open_session& session) {
  const auto found = ask(unrest_sql, parameters::of(session.key, session.log,
                                                    session.address->tenant, session.address->id));
  const auto is = [row = found[0]](int i) { return row.integer(i) != 0; };
  return {is(0), is(1), is(2), is(3), is(4)};
}

void tables::release_session(const relational::open_session& session) {
  buffer_.release(session.key);
  known_.sessions[session.key] = std::nullopt;
  known_.there[*session.address] = false;
}

void tables::remove_turns(std::int64_t key) { ask(turns_sql, parameters::of(key)); }

void tables::put_erasings(const session_ref& session, std::int64_t log, std::int64_t count) {
  ask(erasings_sql, parameters::of(log, count, session.tenant));
}

}  // namespace parley::storage::postgres
