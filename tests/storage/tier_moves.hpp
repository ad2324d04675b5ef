#pragma once

#include <limits>

#include "parley/storage/move_steps.hpp"
#include "parley/storage/tiered.hpp"

namespace parley::tests {

/// Moves sessions between the stores of a tiered store, step by step, as who moves them in a
/// process would if nobody else were there. Nothing is purged.
class tier_moves {
 public:
  tier_moves(storage::log_writer& hot_writer, storage::tier_access& tiers)
      : hot_writer_(hot_writer), tiers_(tiers) {}

  /// The error of the store that refuses a step; what was staged is forgotten then.
  base::result<void> archive(const storage::session_ref& ref);
  /// With those above it. Done when it is in the hot store already.
  base::result<void> recall(const storage::session_ref& ref);

  /// The process ends before the step after so many commits: all that follows is refused.
  void cut_after(int commits) { commits_left_ = commits; }
  bool was_cut() const { return commits_left_ < 0; }

  /// In the archive a session has the record that it had, so that nothing tells where it lies.
  bool keep_status = false;
  storage::move_page_limits limits{3, 1000};  ///< several pages
  std::int64_t rows_kept_ms = 0;

 private:
  struct way {
    storage::log_reader& from;
    storage::log_reader& to;
    storage::log_writer& writer;  ///< of the store to which it goes
  };
  base::result<storage::outcome> commit(storage::log_writer& writer, storage::submission s);
  base::result<storage::moving_session> look(storage::log_reader& from,
                                             const storage::session_ref& ref);
  base::result<storage::staged_rows> copy(storage::moving_session& moving, const way& along);
  base::result<void> give_back(const storage::session_ref& ref, base::status why);
  base::result<void> leave_archive(const storage::session_ref& ref);

  storage::log_writer& hot_writer_;
  storage::tier_access& tiers_;
  int commits_left_ = std::numeric_limits<int>::max();
};

}  // namespace parley::tests
