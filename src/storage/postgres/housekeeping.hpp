#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "storage/postgres/connection.hpp"

namespace parley::storage::postgres {

/// What the writer does beside commits: old Idempotency-Keys are forgotten, and pages of rows that
/// were erased are cleaned, in quiet moments. Methods throw `failure`.
class housekeeping {
 public:
  explicit housekeeping(const options& opts) : options_(opts) {}

  void before_commit(connection& c);
  /// Rows were erased: what is left of them on pages is due to go.
  void erased() {
    dirty_ = true;
    next_ = 0;
  }
  void idle(connection& c);

 private:
  void forget_effects(connection& c);
  void clean();

  const options& options_;
  std::chrono::microseconds busy_at_{};  ///< when the last commit came
  std::chrono::microseconds forget_at_{};
  bool dirty_ = false;
  std::size_t next_ = 0;  ///< table to be cleaned
};

}  // namespace parley::storage::postgres
