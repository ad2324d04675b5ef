#pragma once

#include <cstdint>
#include <string>

#include "parley/storage/job.hpp"
#include "parley/storage/session_ref.hpp"
#include "parley/storage/submission.hpp"
#include "storage/redis/packing.hpp"

namespace parley::storage::redis {

// The structures of a store, by the names of their keys behind the prefix. How their fields and
// members are made of parts (see `key`) stands beside each.

/// A hash of decimal numbers and the store's identity: see identity.hpp.
inline const std::string store_hash = "store";
inline constexpr std::int64_t structures_version = 1;

// Hashes.
namespace hashes {
inline const std::string name = "name";              ///< tenant, session: its key
inline const std::string session = "session";        ///< key: see rows.hpp
inline const std::string rounds = "rounds";          ///< key: counts of turns and rounds
inline const std::string owner = "owner";            ///< log: key of its session
inline const std::string head = "head";              ///< log: its newest row's seq and time
inline const std::string shared_head = "fork_head";  ///< log: likewise of what it shares
inline const std::string first = "first";        ///< log: seq of its first row, unless that is 1
inline const std::string segments = "segments";  ///< log: what it shares
inline const std::string turn_id = "turn_id";    ///< session's key, id: ordinal
inline const std::string summary_id = "summary_id";  ///< log, id: number
inline const std::string job = "job";                ///< id
inline const std::string due_of = "job_first";       ///< tenant, session, kind: its place in `due`
inline const std::string effect = "effect";          ///< tenant, Idempotency-Key, route
inline const std::string tombstone = "tombstone";    ///< tenant, session
inline const std::string orphan = "orphan";          ///< log of an erased session
inline const std::string receipt = "receipt";        ///< tenant, kind, subject
inline const std::string erasings = "erasings";      ///< log: how often messages of it were erased
inline const std::string moving_of = "moving_of";    ///< tenant, session: log, staged or marked
}  // namespace hashes

// Sorted sets whose members are keys, all with the score 0.
namespace orders {
inline const std::string created = "by_created";  ///< tenant, time, session
inline const std::string active = "by_active";    ///< tenant, last activity, session
inline const std::string user = "by_user";        ///< tenant, user, time of creation, session
inline const std::string status = "by_status";    ///< tenant, status, likewise
inline const std::string conversation = "by_conversation";
inline const std::string root = "by_root";
inline const std::string parent = "by_parent";
inline const std::string sharer = "sharer";          ///< shared log, seq up to which, log
inline const std::string question = "question";      ///< session's key, message id, ordinal
inline const std::string open_turn = "open_turn";    ///< session's key, ordinal
inline const std::string asker = "asker";            ///< tenant, participant, key, ordinal
inline const std::string summary_at = "summary_at";  ///< log, stale, to_seq, number
inline const std::string job_of = "job_of";          ///< tenant, session, kind, state, id
inline const std::string due = "job_due";            ///< not_before, id: the first of each subject
inline const std::string dead = "job_dead";          ///< tenant, id
inline const std::string effect_age = "effect_age";  ///< time, key of the effect
inline const std::string effect_of = "effect_of";    ///< tenant, session, key of the effect
inline const std::string tombstone_part = "tombstone_part";  ///< tenant, part of, session
inline const std::string receipt_part = "receipt_part";      ///< tenant, part of, kind, subject
}  // namespace orders

// Tables: a hash, and a sorted set of its fields under the same name with `table_order` behind it.
inline const std::string table_order = ":order";
namespace tables_of {
inline const std::string turn = "turn";            ///< session's key, ordinal
inline const std::string tally = "tally";          ///< log, seq
inline const std::string summary = "summary";      ///< log, number
inline const std::string moving = "moving";        ///< log
inline const std::string setting = "setting";      ///< name, tenant
inline const std::string tenant = "tenant";        ///< tenant: its counts
inline const std::string statistic = "statistic";  ///< tenant, agent's role
inline const std::string day = "day";              ///< tenant, agent's role, day
}  // namespace tables_of

/// A list: the rows of a log; that of seq s is at s - first.
inline std::string rows_of(std::int64_t log) { return "log:" + std::to_string(log); }
/// A hash: seqs of a log by the ids that clients gave.
inline std::string ids_of(std::int64_t log) { return "ids:" + std::to_string(log); }

/// Hashes of at most so many positions in the order of commits: field a position, see rows.hpp.
inline constexpr std::int64_t positions_together = 128;
inline const std::string positions_prefix = "position:";
inline std::string positions_of(std::int64_t position) {
  return positions_prefix + std::to_string(position / positions_together);
}

inline std::string name_key(const session_ref& s) { return key{}.text(s.tenant).text(s.id); }
inline std::string effect_key(const std::string& tenant, const std::string& name,
                              const std::string& route) {
  return key{}.text(tenant).text(name).text(route);
}

/// The first key behind all that begin with a prefix.
std::string behind(std::string prefix);

}  // namespace parley::storage::redis
