#include "storage/postgres/tables.hpp"

#include "storage/postgres/failure.hpp"

namespace parley::storage::postgres {
namespace {

const std::string names_sql =
    "SELECT EXISTS (SELECT FROM session WHERE tenant = $1 AND session_id = $2), "
    "EXISTS (SELECT FROM tombstone WHERE tenant = $1 AND session_id = $2)";
const std::string log_sql = "SELECT log FROM session WHERE tenant = $1 AND session_id = $2";
const std::string history_sql = "SELECT shared, upto FROM segment WHERE log = $1 ORDER BY upto";
const std::string shared_sql = "SELECT coalesce(max(upto), 0) FROM segment WHERE shared = $1";
const std::string tally_sql =
    "SELECT turn_count, round FROM tally WHERE log = $1 AND seq <= $2 ORDER BY seq DESC LIMIT 1";

// 1 to 3 are the numbers of storage::subtree_guard, 0 and 2 those of domain::session_status. One
// that is archived was closed before or not.
const std::string descendant_sql = R"sql(
WITH RECURSIVE below (id, status, closed_at) AS (
  SELECT session_id, status, closed_at FROM session WHERE tenant = $1 AND parent = $2
  UNION
  SELECT s.session_id, s.status, s.closed_at
    FROM below JOIN session s ON s.tenant = $1 AND s.parent = below.id)
SELECT 1 FROM below WHERE ($3 = 1 AND (status = 0 OR (status = 2 AND closed_at IS NULL)))
  OR ($3 = 2 AND status <> 2) OR $3 = 3
LIMIT 1
)sql";
const std::string place_sql =
    "SELECT status, parent FROM session WHERE tenant = $1 AND session_id = $2";
const std::string children_sql =
    "SELECT count(*) FROM (SELECT FROM session WHERE tenant = $1 AND parent = $2 LIMIT $3) AS c";
const std::string cascade_sql =
    "SELECT 1 FROM job WHERE tenant = $1 AND session_id = $2 AND kind = 1 LIMIT 1";

parameters of(const session_ref& session) { return parameters::of(session.tenant, session.id); }

}  // namespace

void tables::learn_name(const session_ref& session) {
  const auto found = ask(names_sql, of(session));
  known_.there[session] = found[0].integer(0) != 0;
  known_.erased[session] = found[0].integer(1) != 0;
}

bool tables::has_session(const session_ref& session) {
  if (!known_.there.contains(session)) learn_name(session);
  return known_.there.at(session);
}

bool tables::is_erased(const session_ref& session) {
  if (!known_.erased.contains(session)) learn_name(session);
  return known_.erased.at(session);
}

known_rows::session* tables::known_session(std::int64_t key) {
  auto found = known_.sessions.find(key);
  if (found == known_.sessions.end()) {
    const auto rows = ask(sessions_by_key, parameters::of(std::vector{key}));
    if (rows.empty()) known_.sessions.emplace(key, std::nullopt);
    for (const auto r : rows) take_session(r, known_);
    found = known_.sessions.find(key);
  }
  return found->second ? &*found->second : nullptr;
}

std::optional<relational::session_row> tables::session_of(std::int64_t key) {
  const auto* session = known_session(key);
  return session ? std::optional{session->row} : std::nullopt;
}

relational::status_and_age tables::status_of(std::int64_t key) {
  const auto* session = known_session(key);
  if (!session) throw failure::damaged("a session that is counted is gone");
  return session->facts;
}

std::optional<std::int64_t> tables::log_of(const session_ref& session) {
  const auto found = ask(log_sql, of(session));
  if (found.empty()) return std::nullopt;
  return found[0].integer(0);
}

void tables::insert_session(const relational::open_session& session, const domain::session& record,
                            const std::string& text, std::int64_t shared_upto) {
  buffer_.insert(session, record, text, shared_upto);
  known_.there[*session.address] = true;
  // One that arrives has rows.
  known_.heads.try_emplace(session.log, std::nullopt);
  known_.histories.insert_or_assign(session.log, segments{{}, session.log});
  known_.sessions[session.key] =
      known_rows::session{{*session.address, session.log, record.revision, record.turn_count,
                           record.round, shared_upto, record.touched_at, session.agents},
                          {record.status, record.created_at}};
}

void tables::update_session(const relational::open_session& session, const domain::session& record,
                            const std::string& text, const std::string& agents) {
  buffer_.update(session.key, record, text, agents);
  if (auto* known = known_session(session.key)) known->facts.status = record.status;
}

void tables::put_turn_counts(const relational::open_session& session) {
  buffer_.put_turn_counts(session);
}

void tables::list(const session_ref& session, base::timestamp active_at) {
  buffer_.list(session, active_at);
}

void tables::unlist(const session_ref& session, base::timestamp active_at) {
  buffer_.unlist(session, active_at);
}

segments tables::history_of(std::int64_t log) {
  if (const auto known = known_.histories.find(log); known != known_.histories.end())
    return known->second;
  std::vector<segment> shared;
  const auto rows = ask(history_sql, parameters::of(log));
  for (const auto r : rows) shared.push_back({r.integer(0), r.integer(1)});
  return known_.histories.emplace(log, segments{std::move(shared), log}).first->second;
}

void tables::share(const relational::open_session& session, const segment& run) {
  buffer_.share(session, run);
  known_.histories.erase(session.log);
}

std::int64_t tables::shared_by_others(std::int64_t log) {
  return number(shared_sql, parameters::of(log));
}

std::optional<relational::turn_counts> tables::tally_at(std::int64_t log, std::int64_t seq) {
  const auto found = ask(tally_sql, parameters::of(log, seq));
  if (found.empty()) return std::nullopt;
  return relational::turn_counts{found[0].integer(0), found[0].integer(1)};
}

void tables::keep_tally(const relational::open_session& session, std::int64_t seq) {
  buffer_.keep_tally(session, seq);
}

bool tables::has_descendant(const session_ref& session, subtree_guard guard) {
  return any(descendant_sql,
             parameters::of(session.tenant, session.id, static_cast<std::int64_t>(guard)));
}

std::optional<relational::tree_place> tables::place_of(const session_ref& session) {
  const auto found = ask(place_sql, of(session));
  if (found.empty()) return std::nullopt;
  return relational::tree_place{static_cast<domain::session_status>(found[0].integer(0)),
                                found[0].optional_text(1)};
}

std::int64_t tables::count_children(const session_ref& parent, std::int64_t most) {
  return number(children_sql, parameters::of(parent.tenant, parent.id, most));
}

bool tables::has_cascade(const session_ref& session) { return any(cascade_sql, of(session)); }

}  // namespace parley::storage::postgres
