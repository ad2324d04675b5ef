#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parley/storage/moving.hpp"
#include "storage/relational/values.hpp"

namespace parley::storage::relational {

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

  virtual bool has_open_turns(std::int64_t key) = 0;
  /// Whether something waits to be done for a session: a report, a cascade, text to be removed.
  virtual bool has_work(const session_ref& session) = 0;
  /// Whether somebody of the tenant is being erased.
  virtual bool has_person(const std::string& tenant) = 0;

  /// The row of the session; all else stays.
  virtual void release_session(const open_session& session) = 0;
  virtual void remove_turns(std::int64_t key) = 0;
  virtual void put_erasings(const session_ref& session, std::int64_t log, std::int64_t count) = 0;
};

}  // namespace parley::storage::relational
