#pragma once

#include <cstdint>

#include "parley/storage/log.hpp"
#include "parley/storage/move_pages.hpp"

namespace parley::storage {

/// A session that moves: as the store says it from which it goes.
struct moving_session {
  stored_session from;
  std::int64_t erasures = 0;  ///< see summary_state; as they were before its rows were read
  history_sum rows;
};

/// What its rows are in the store into which it goes. Before the first page both are 0.
struct staged_rows {
  std::int64_t key = 0;
  std::int64_t log = 0;
  friend bool operator==(const staged_rows&, const staged_rows&) = default;
};

// The steps of a move as submissions, each to the store that is named; `epoch` is that store's.
// See move_order for their order and what they promise.

/// Whether it could depart from the hot store now; to be asked before anything is copied.
submission check_in_hot(const stored_session& session, std::int64_t erasures, std::uint64_t epoch);

submission stage_step(const session_ref& session, staged_rows there, move_order page,
                      std::uint64_t epoch);

/// The record is that of the hot store, archived: its status and its revision say so, unless it was
/// archived already. The session is marked.
submission arrive_in_archive(const moving_session& moving, staged_rows there, std::uint64_t epoch);
/// The record is that of the archive. Only below its parent, when that one is there at all.
submission arrive_in_hot(const moving_session& moving, staged_rows there, bool below_parent,
                         std::uint64_t epoch);

submission mark_in_archive(const stored_session& session, std::uint64_t epoch);
submission unmark_in_archive(const session_ref& session, std::uint64_t epoch);

submission depart_from_hot(const moving_session& moving, std::int64_t rows_kept_ms,
                           std::uint64_t epoch);
submission depart_from_archive(const moving_session& moving, std::int64_t rows_kept_ms,
                               std::uint64_t epoch);

/// Whichever store it is: what was staged there.
submission forget_step(const session_ref& session, std::uint64_t epoch);

/// Whether the hot store has the session, or has erased it: what the archive has of it is of no
/// account then.
base::result<bool> has_or_erased(log_reader& hot, const session_ref& session);

/// The record that a session has in the archive.
domain::session archived(domain::session record);

}  // namespace parley::storage
