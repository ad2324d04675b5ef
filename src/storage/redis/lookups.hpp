#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/storage/summaries.hpp"
#include "storage/redis/rows.hpp"
#include "storage/redis/rows_view.hpp"

namespace parley::storage::redis {

// What readers and write transactions both look up. Functions throw `failure`.

std::optional<std::int64_t> key_of(rows_view& rows, const session_ref& session);
std::optional<session_entry> entry_of(rows_view& rows, std::int64_t key);

segments history_of(rows_view& rows, std::int64_t log);
/// Of the log's own rows.
std::int64_t first_seq(rows_view& rows, std::int64_t log);
std::optional<domain::head> own_head(rows_view& rows, std::int64_t log);
/// Of the history that ends in the log.
domain::head history_head(rows_view& rows, std::int64_t log);
std::optional<message_row> row_at(rows_view& rows, std::int64_t log, std::int64_t seq);

/// Of what a log shares, by who shares it from that seq on: their logs, each once, ascending.
std::vector<std::int64_t> sharers_from(rows_view& rows, std::int64_t log, std::int64_t seq);
/// The session in which a row is shown: its own, or the oldest that shares it.
std::optional<session_ref> owner_of(rows_view& rows, std::int64_t log, std::int64_t seq);

/// The jobs of a subject, of one kind and state, by id.
std::vector<std::int64_t> job_ids(rows_view& rows, const session_ref& subject, job_kind kind,
                                  job_state state, std::int64_t limit = 0);
std::optional<job> job_of(rows_view& rows, std::int64_t id);
/// The first of that kind, whatever its state.
std::optional<job> first_job(rows_view& rows, const session_ref& subject, job_kind kind);

summary_state summaries_of(rows_view& rows, const segments& history);
std::optional<summary_row> summary_at(rows_view& rows, std::int64_t log, std::int64_t number);
std::string summary_key(std::int64_t log, std::int64_t number);
std::string summary_place(std::int64_t log, bool stale, std::int64_t to_seq);

std::optional<idempotent_effect> effect_of(rows_view& rows, const std::string& key);

std::string receipt_key(const std::string& tenant, domain::erased_kind kind,
                        const std::string& subject);
std::optional<receipt_row> receipt_of(rows_view& rows, const std::string& tenant,
                                      domain::erased_kind kind, const std::string& subject);
std::optional<tombstone> tombstone_of(rows_view& rows, const session_ref& session);
/// What was erased as part of something: sessions, and messages by their receipts.
std::vector<tombstone> erased_sessions(rows_view& rows, const std::string& tenant,
                                       const std::string& part_of);
std::vector<receipt_row> erased_messages(rows_view& rows, const std::string& tenant,
                                         const std::string& part_of);

}  // namespace parley::storage::redis
