#pragma once

#include <cstdint>
#include <string>

#include "parley/domain/message.hpp"
#include "parley/domain/turn.hpp"
#include "parley/storage/submission.hpp"
#include "storage/postgres/result.hpp"
#include "storage/segments.hpp"

namespace parley::storage::postgres {

// Rows to values. Each list of columns belongs to the function below it, which reads them from
// column `from` on, in that order.

/// `from`: seq, received_at, timestamp, status, digest, message_id, role, sender, name,
/// tool_call_id, content, tool_calls, metadata, item, extra.
inline constexpr const char* message_columns =
    "seq, received_at, timestamp, status, digest, message_id, role, sender, name, tool_call_id, "
    "content, tool_calls, metadata, item, extra";
domain::message read_message(const row& r, int from = 0);

inline constexpr const char* turn_columns = "record, draft";
base::result<domain::turn> read_turn(const row& r, int from = 0);

inline constexpr const char* job_columns =
    "id, kind, tenant, session_id, state, attempts, not_before, created_at, reason, payload";
job read_job(const row& r, int from = 0);

inline constexpr const char* effect_columns =
    "body, session_id, log, array_to_string(seqs, ','), all_known, record, at, note";
idempotent_effect read_effect(const row& r, int from = 0);

/// Of the table `receipt`.
inline constexpr const char* receipt_columns =
    "receipt_id, sessions, messages, forks, coalesce(invisible_at, 0), purged_at, summaries";
domain::erasure read_receipt(const row& r, domain::erased_kind kind, const std::string& subject,
                             int from = 0);

}  // namespace parley::storage::postgres
