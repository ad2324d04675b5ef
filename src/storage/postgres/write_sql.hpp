#pragma once

#include <string>

namespace parley::storage::postgres::write_sql {

// Statements of `write_buffer`: each takes one array per column of its rows. Numbers come as
// bigint, whatever the column is.

inline const std::string insert_sessions = R"sql(
INSERT INTO session (key, log, revision, created_at, touched_at, closed_at, turn_count, round,
  shared_upto, status, type, tenant, session_id, user_id, conversation_id, root, parent, agents, record)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
  $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[],
  $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[])
)sql";

inline const std::string update_sessions = R"sql(
UPDATE session s SET revision = r.revision, touched_at = r.touched_at, closed_at = r.closed_at,
  status = r.status, type = r.type, user_id = r.user_id, conversation_id = r.conversation_id,
  root = r.root, parent = r.parent, agents = r.agents, record = r.record
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
  $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
  AS r (key, revision, touched_at, closed_at, status, type, user_id, conversation_id, root, parent,
    agents, record)
WHERE s.key = r.key
)sql";

inline const std::string update_turn_counts =
    "UPDATE session s SET turn_count = r.turns, round = r.rounds "
    "FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS r (key, turns, rounds) "
    "WHERE s.key = r.key";

inline const std::string insert_segments =
    "INSERT INTO segment (log, upto, shared, tenant) "
    "SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])";

inline const std::string insert_messages = R"sql(
INSERT INTO message (position, log, seq, received_at, timestamp, status, given, tenant, digest,
  message_id, role, sender, agent, name, tool_call_id, content, tool_calls, metadata, item, extra)
SELECT position, log, seq, received_at, at, status, given <> 0, tenant, digest,
  message_id, role, sender, agent, name, tool_call_id, content, tool_calls, metadata, item, extra
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
  $7::bigint[], $8::text[], $9::bytea[], $10::text[], $11::text[], $12::text[], $13::text[],
  $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[])
  AS r (position, log, seq, received_at, at, status, given, tenant, digest, message_id, role, sender,
    agent, name, tool_call_id, content, tool_calls, metadata, item, extra)
)sql";

inline const std::string keep_turns = R"sql(
INSERT INTO turn (session, ordinal, state, tenant, turn_id, question_id, asker, record, draft)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[],
  $7::text[], $8::text[], $9::text[])
ON CONFLICT (session, ordinal) DO UPDATE SET state = excluded.state, record = excluded.record,
  draft = excluded.draft, asker = excluded.asker
)sql";

inline const std::string keep_tallies =
    "INSERT INTO tally (log, seq, turn_count, round, tenant) "
    "SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) "
    "ON CONFLICT (log, seq) DO UPDATE SET turn_count = excluded.turn_count, "
    "round = excluded.round";

inline const std::string keep_effects = R"sql(
INSERT INTO idempotency (tenant, key, route, at, body, session_id, log, all_known, seqs, record, note)
SELECT tenant, key, route, at, body, session_id, log, all_known <> 0,
  coalesce(string_to_array(nullif(seqs, ''), ',')::bigint[], '{}'), record, note
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bytea[], $6::text[],
  $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::text[])
  AS r (tenant, key, route, at, body, session_id, log, all_known, seqs, record, note)
ON CONFLICT (tenant, key, route) DO UPDATE SET at = excluded.at, body = excluded.body,
  session_id = excluded.session_id, log = excluded.log, all_known = excluded.all_known,
  seqs = excluded.seqs, record = excluded.record, note = excluded.note
)sql";

inline const std::string insert_jobs = R"sql(
INSERT INTO job (id, kind, state, attempts, not_before, created_at, tenant, session_id, reason, payload)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
  $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[])
)sql";
inline const std::string update_jobs =
    "UPDATE job j SET attempts = r.attempts, not_before = r.not_before, state = r.state, "
    "reason = r.reason FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], "
    "$5::text[]) AS r (id, attempts, not_before, state, reason) WHERE j.id = r.id";
inline const std::string delete_jobs = "DELETE FROM job WHERE id = ANY ($1::bigint[])";

inline const std::string keep_moving =
    "INSERT INTO moving (log, key, state, tenant, session_id) "
    "SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[]) "
    "ON CONFLICT (log) DO UPDATE SET state = excluded.state";
inline const std::string delete_moving = "DELETE FROM moving WHERE log = ANY ($1::bigint[])";
inline const std::string delete_sessions = "DELETE FROM session WHERE key = ANY ($1::bigint[])";

inline const std::string move_activity =
    "UPDATE activity a SET active_at = r.now FROM unnest($1::text[], $2::text[], $3::bigint[], "
    "$4::bigint[]) AS r (tenant, id, before, now) WHERE a.tenant = r.tenant "
    "AND a.active_at = r.before AND a.session_id = r.id";
inline const std::string insert_activity =
    "INSERT INTO activity (tenant, session_id, active_at) "
    "SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])";
inline const std::string delete_activity =
    "DELETE FROM activity a USING unnest($1::text[], $2::text[], $3::bigint[]) "
    "AS r (tenant, id, before) WHERE a.tenant = r.tenant AND a.active_at = r.before "
    "AND a.session_id = r.id";

inline const std::string add_counts =
    "INSERT INTO tenant_count AS t (tenant, sessions, messages) "
    "SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) ON CONFLICT (tenant) DO UPDATE "
    "SET sessions = t.sessions + excluded.sessions, messages = t.messages + excluded.messages";
inline const std::string add_statistics = R"sql(
INSERT INTO statistic AS t (tenant, agent, active, closed, archived, length, duration)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[],
  $6::bigint[], $7::bigint[])
ON CONFLICT (tenant, agent) DO UPDATE SET active = t.active + excluded.active,
  closed = t.closed + excluded.closed, archived = t.archived + excluded.archived,
  length = t.length + excluded.length, duration = t.duration + excluded.duration
)sql";
inline const std::string add_days = R"sql(
INSERT INTO statistic_day AS t (tenant, agent, day, created, messages, characters)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
ON CONFLICT (tenant, agent, day) DO UPDATE SET created = t.created + excluded.created,
  messages = t.messages + excluded.messages, characters = t.characters + excluded.characters
)sql";
inline const std::string drop_statistics =
    "DELETE FROM statistic t USING unnest($1::text[], $2::text[]) AS r (tenant, agent) "
    "WHERE t.tenant = r.tenant AND t.agent = r.agent AND active = 0 AND closed = 0 "
    "AND archived = 0 AND length = 0 AND duration = 0";
inline const std::string drop_days =
    "DELETE FROM statistic_day t USING unnest($1::text[], $2::text[], $3::bigint[]) "
    "AS r (tenant, agent, day) WHERE t.tenant = r.tenant AND t.agent = r.agent "
    "AND t.day = r.day AND created = 0 AND messages = 0 AND characters = 0";

inline const std::string put_counters =
    "UPDATE shard SET next_session = $1, next_log = $2, next_position = $3, next_job = $4 "
    "WHERE id = 0";

}  // namespace parley::storage::postgres::write_sql
