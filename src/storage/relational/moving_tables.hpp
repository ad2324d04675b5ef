#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parley/storage/moving.hpp"
#include "storage/relational/values.hpp"

namespace parley::storage::relational {

/// What keeps a session in its store.
struct unrest {
  bool shared = false;  ///< a history names its log
  bool turns = false;   ///< one has not ended
  bool work = false;    ///< a report, a cascade, or text to be removed waits
  bool below = false;   ///< a child is here
  bool person = false;  ///< somebody of its tenant is being erased
};

/// What the moves of sessions between stores ask and write. As for `tables`.
class moving_tables {
 public:
  virtual ~moving_tables() = default;

  /// The staged or marked log of a session.
  virtual std::optional<moving_log> moving_of(const session_ref& session) = 0;
  /// Over that of the log.
  virtual void keep_moving(const moving_log& m) = 0;
  virtual void remove_moving(const session_ref& session, std::int64_t log) = 0;
  /// That of a log whose rows are removed, with the turns that its session had.
  virtual void remove_departed(const session_ref& session, std::int64_t log) = 0;
  /// Whether the rows of a log count as those of a session: no, while they are staged, and when it
  /// has departed.
  virtual bool is_counted(std::int64_t log) = 0;
  /// From when on the rows of all logs with which the session has departed may be removed; nullopt
  /// when none are left.
  virtual std::optional<base::timestamp> departed_until(const session_ref& session) = 0;

  /// Why the session cannot leave, as its rows tell.
  virtual unrest unrest_of(const open_session& session) = 0;

  /// The row of the session; all else stays.
  virtual void release_session(const open_session& session) = 0;
  virtual void remove_turns(std::int64_t key) = 0;
  virtual void put_erasings(const session_ref& session, std::int64_t log, std::int64_t count) = 0;
};

}  // namespace parley::storage::relational
