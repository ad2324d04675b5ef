#pragma once

#include <chrono>
#include <cstdint>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/write_statements.hpp"

namespace parley::storage::sqlite {

/// When the writer makes checkpoints and forgets old Idempotency-Keys. A checkpoint on another
/// connection was measured to let the log grow without bound and to halve the rate, so the writer
/// makes them itself, before a commit rather than after it: those who wait for the last commit
/// have their answer then. Methods throw `failure`.
class housekeeping {
 public:
  explicit housekeeping(const options& opts);

  /// The connection is new and its log is empty.
  void restarted();

  void before_commit(connection& c, write_statements& sql);
  void idle(connection& c, write_statements& sql);

 private:
  bool log_is_long(const connection& c);
  void checkpoint(connection& c);
  void forget_effects(connection& c, write_statements& sql);

  const options& options_;
  std::int64_t frames_seen_ = 0;
  std::int64_t checkpoint_at_ = 0;
  std::chrono::microseconds busy_at_{};  ///< when the last commit came
  std::chrono::microseconds forget_at_{};
};

}  // namespace parley::storage::sqlite
