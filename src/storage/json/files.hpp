#pragma once

#include <string>

#include "storage/json/values.hpp"
#include "storage/memory/tables.hpp"

namespace parley::storage::json {

// The files of a store, from its tables and into them. Readers throw `unreadable`; what they have
// put into the tables by then is for the caller to undo. None looks at what other files say.

/// A session that is there, whole: record, own messages, turns, summaries, what it shares, and what
/// was done under Idempotency-Keys.
std::string write_session_file(const memory::tables& t, std::int64_t key);

/// Its key.
std::int64_t read_session_file(const domain::json& file, const session_ref& expected,
                               memory::facts& into);

/// The rows of a log that no session has: staged, departed, or shared by forks of an erased
/// session.
std::string write_log_file(const memory::tables& t, std::int64_t log);
void read_log_file(const domain::json& file, std::int64_t expected, memory::facts& into);

/// What a tenant has besides sessions: settings, jobs, receipts, tombstones, moves, and
/// Idempotency-Keys of sessions that are elsewhere.
std::string write_tenant_file(const memory::tables& t, const std::string& tenant);
void read_tenant_file(const domain::json& file, const std::string& expected, memory::facts& into);

/// What the store is as a whole. `next` are numbers below which every one may have been given.
struct store_record {
  std::string store_id;
  memory::counters next;
  friend bool operator==(const store_record&, const store_record&) = default;
};
std::string write_store_file(const store_record& r);
store_record read_store_file(const domain::json& file);

/// The version that a file says; 0: none. A newer one than this code reads is no broken file.
std::int64_t version_of(const domain::json& file);

}  // namespace parley::storage::json
