#pragma once

#include <cstdint>
#include <string>

#include "parley/base/status.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"
#include "parley/storage/submission.hpp"
#include "storage/relational/stored.hpp"
#include "storage/relational/values.hpp"
#include "storage/segments.hpp"
#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {

using relational::join_seqs;
using relational::no_limits;
using relational::parse_record;
using relational::record_text;
using relational::split_seqs;

// Rows to values and back. The lists of columns and the functions that read or bind them belong
// together.

/// What `read_message` expects, in order.
inline constexpr const char* message_columns =
    "seq, received_at, timestamp, status, digest, message_id, role, sender, name, tool_call_id, "
    "content, tool_calls, metadata, item, extra";
domain::message read_message(const statement& row);

/// 19 parameters; the last is the role of a sender that is an agent, or empty.
inline constexpr const char* insert_message =
    "INSERT INTO message (position, log, seq, given, message_id, received_at, timestamp, status, "
    "digest, role, sender, name, tool_call_id, content, tool_calls, metadata, item, extra, agent) "
    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
void bind_message(statement& insert, const relational::message_place& place,
                  const std::string& message_id, const domain::message& m, std::string_view agent);

/// The newest row of a log: seq, received_at.
inline constexpr const char* newest_in_log =
    "SELECT seq, received_at FROM message WHERE log = ? ORDER BY seq DESC LIMIT 1";

inline constexpr const char* received_in_log =
    "SELECT received_at FROM message WHERE log = ? AND seq = ?";

/// What `read_segments` expects.
inline constexpr const char* shared_segments =
    "SELECT shared, upto FROM segment WHERE log = ? ORDER BY upto";
segments read_segments(statement& query, std::int64_t log);

/// 18 parameters, the key first; the record's text must live until the statement has run.
inline constexpr const char* insert_session =
    "INSERT INTO session (key, tenant, session_id, log, revision, created_at, touched_at, status, "
    "type, user_id, conversation_id, root, parent, record, turn_count, round, shared_upto, agents) "
    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
/// The same parameters without the last four, and the agents as the 15th. The address of a session
/// never changes, nor does its creation; its counts of turns change by themselves.
inline constexpr const char* update_session =
    "UPDATE session SET revision = ?5, touched_at = ?7, status = ?8, type = ?9, user_id = ?10, "
    "conversation_id = ?11, root = ?12, parent = ?13, record = ?14, agents = ?15 "
    "WHERE key = ?1 AND tenant = ?2 AND session_id = ?3 AND log = ?4 AND created_at = ?6";
void bind_session(statement& s, std::int64_t key, std::int64_t log, const domain::session& record,
                  const std::string& record_text);

/// 8 parameters; the text that `bind_turn` got must live until the statement has run.
inline constexpr const char* keep_turn =
    "INSERT INTO turn (session, ordinal, turn_id, question_id, state, record, draft, asker) "
    "VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (session, ordinal) DO UPDATE SET "
    "state = ?5, record = ?6, draft = ?7, asker = ?8";
void bind_turn(statement& s, std::int64_t session, const domain::turn& t,
               const std::string& record_text);

/// What `read_turn` expects, in order.
inline constexpr const char* turn_columns = "record, draft";
base::result<domain::turn> read_turn(const statement& row);

/// 10 parameters.
inline constexpr const char* insert_job =
    "INSERT INTO job (id, kind, tenant, session_id, state, attempts, not_before, created_at, "
    "reason, payload) VALUES (?,?,?,?,?,?,?,?,?,?)";
void bind_job(statement& insert, std::int64_t id, const job& j);

/// What `read_job` expects, in order.
inline constexpr const char* job_columns =
    "id, kind, tenant, session_id, state, attempts, not_before, created_at, reason, payload";
job read_job(const statement& row);

/// What `read_effect` expects, in order.
inline constexpr const char* effect_columns =
    "body, session_id, log, seqs, all_known, record, at, note";
idempotent_effect read_effect(const statement& row);

/// What `read_receipt` expects, in order, of the table `receipt`.
inline constexpr const char* receipt_columns =
    "receipt_id, sessions, messages, forks, coalesce(invisible_at, 0), purged_at, summaries";
domain::erasure read_receipt(const statement& row, domain::erased_kind kind,
                             const std::string& subject);

}  // namespace parley::storage::sqlite
