#pragma once

#include <string>

namespace parley::storage::postgres::transaction_sql {

// What every transaction begins and ends with.

/// Parameters: schema, tenant, milliseconds. An index is always right for what this driver asks,
/// also while tables are so small that a plan made then would read them whole and be kept when they
/// have grown.
inline const std::string settings =
    "SELECT set_config('search_path', $1, true), set_config('parley.tenant', $2, true), "
    "set_config('statement_timeout', $3, true), "
    "set_config('idle_in_transaction_session_timeout', $3, true), "
    "set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), "
    "set_config('enable_mergejoin', 'off', true), set_config('enable_sort', 'off', true), "
    "set_config('jit', 'off', true)";

inline const std::string begin = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// Takes the shard and says where its numbers stand. Whatever the default of the database or role
/// is, a commit is on the disk before it is acknowledged; one that waits for standbys, too, goes on
/// doing so.
inline const std::string fence =
    "SELECT epoch, next_session, next_log, next_position, next_job, "
    "set_config('synchronous_commit', CASE current_setting('synchronous_commit') "
    "WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true) "
    "FROM shard WHERE id = 0 FOR UPDATE";

inline const std::string commit = "COMMIT";

}  // namespace parley::storage::postgres::transaction_sql
