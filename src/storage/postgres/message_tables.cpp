#include "storage/postgres/tables.hpp"

#include "parley/domain/json.hpp"
#include "storage/postgres/failure.hpp"
#include "storage/postgres/rows.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::postgres {
namespace {

const std::string newest_sql =
    "SELECT seq, received_at FROM message WHERE log = $1 ORDER BY seq DESC LIMIT 1";
const std::string received_sql = "SELECT received_at FROM message WHERE log = $1 AND seq = $2";
const std::string by_seq_sql =
    "SELECT " + known_columns + " FROM message m WHERE m.log = $1 AND m.seq = $2";
const std::string by_id_sql = "SELECT " + known_columns +
                              " FROM message m WHERE m.log = $1 AND m.message_id = $2 AND m.given";
const std::string turn_sql =
    std::string{"SELECT "} + turn_columns + " FROM turn WHERE session = $1 AND turn_id = $2";

const std::string summary_state_sql = R"sql(
WITH run (number, log, upto) AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])),
latest AS (SELECT l.record, l.to_seq, run.number FROM run CROSS JOIN LATERAL (
  SELECT record, to_seq FROM summary s WHERE s.log = run.log AND NOT stale AND to_seq <= run.upto
  ORDER BY to_seq DESC, s.number DESC LIMIT 1) l)
SELECT (SELECT record FROM latest ORDER BY to_seq DESC, number DESC LIMIT 1),
  (SELECT count(*) FROM run JOIN summary s ON s.log = run.log AND s.to_seq <= run.upto),
  (SELECT coalesce(max(to_seq), 0) FROM run JOIN summary s ON s.log = run.log
    AND s.to_seq <= run.upto AND s.stale),
  (SELECT coalesce(sum(count), 0)::bigint FROM run JOIN erasing e ON e.log = run.log)
)sql";
const std::string insert_summary_sql =
    "INSERT INTO summary (log, number, to_seq, stale, tenant, summary_id, record) "
    "SELECT $1, 1 + coalesce(max(number), 0), $2, $6::bigint = 1, $3, $4, $5 FROM summary WHERE "
    "log = $1";

}  // namespace

std::optional<domain::head> tables::newest_of(std::int64_t log) {
  const auto known = known_.heads.find(log);
  if (known != known_.heads.end()) return known->second;
  const auto found = ask(newest_sql, parameters::of(log));
  auto& head = known_.heads[log];
  if (!found.empty()) head = {found[0].integer(0), base::from_micros(found[0].integer(1))};
  return head;
}

std::optional<base::timestamp> tables::received_at(std::int64_t log, std::int64_t seq) {
  const auto found = ask(received_sql, parameters::of(log, seq));
  if (found.empty()) return std::nullopt;
  return base::from_micros(found[0].integer(0));
}

std::optional<relational::known_message> tables::message_at(std::int64_t log, std::int64_t seq) {
  const auto found = ask(by_seq_sql, parameters::of(log, seq));
  if (found.empty()) return std::nullopt;
  return read_known(found[0]);
}

std::optional<relational::known_message> tables::message_of(std::int64_t log,
                                                            const std::string& id) {
  const known_rows::place place{log, id};
  const auto known = known_.messages.find(place);
  if (known != known_.messages.end()) return known->second;
  const auto found = ask(by_id_sql, parameters::of(log, id));
  auto& message = known_.messages[place];
  if (!found.empty()) message = read_known(found[0]);
  return message;
}

void tables::insert_message(const relational::open_session& session,
                            const relational::message_place& place, const std::string& message_id,
                            const domain::message& entry, std::string_view agent) {
  buffer_.insert(session.address->tenant, place, message_id, entry, agent);
  known_.heads[place.log] = domain::head{place.seq, entry.received_at};
  if (entry.message_id.empty()) return;
  known_.messages.insert_or_assign(
      {place.log, message_id},
      relational::known_message{{place.seq, message_id, true, entry.sender_id, entry.timestamp},
                                entry.body_digest,
                                entry.status == domain::message_status::erased});
}

void tables::keep_turn(const relational::open_session& session, const domain::turn& t) {
  buffer_.keep(session, t);
}

std::optional<domain::turn> tables::turn_of(std::int64_t key, const std::string& turn_id) {
  const auto found = ask(turn_sql, parameters::of(key, turn_id));
  if (found.empty()) return std::nullopt;
  auto stored = read_turn(found[0]);
  if (!stored) throw failure::damaged(stored.error().text);
  return std::move(*stored);
}

summary_state tables::summaries_of(const segments& history) {
  column numbers{column::kind::integer};
  column logs{column::kind::integer};
  column ends{column::kind::integer};
  for (const auto& run : history.ranges(1, seq_max)) {
    numbers.add(static_cast<std::int64_t>(numbers.size()));
    logs.add(run.log);
    ends.add(run.to);
  }
  const auto found = ask(summary_state_sql, parameters::of(numbers, logs, ends));
  summary_state state;
  if (!found[0].is_null(0)) {
    auto latest = relational::parse_summary(found[0].text(0));
    if (!latest) throw failure::damaged(latest.error().text);
    state.latest = std::move(*latest);
  }
  state.made = found[0].integer(1);
  const auto stale_to = found[0].integer(2);
  if (!state.latest || stale_to > state.latest->to_seq) state.stale_to = stale_to;
  state.erasures = found[0].integer(3);
  return state;
}

void tables::keep_summary(const relational::open_session& session, const domain::summary& made) {
  change(insert_summary_sql,
         parameters::of(session.log, made.to_seq, session.address->tenant, made.summary_id,
                        domain::canonical(domain::encode(made)),
                        static_cast<std::int64_t>(made.stale)));
}

}  // namespace parley::storage::postgres
