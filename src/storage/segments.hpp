#pragma once

#include <cstdint>
#include <vector>

#include "storage/page_bounds.hpp"

namespace parley::storage {

/// A run of a history that lies in one log: the seqs after the run before it, up to `upto`.
struct segment {
  std::int64_t log = 0;
  std::int64_t upto = 0;
  friend bool operator==(const segment&, const segment&) = default;
};

/// Rows of one log, both ends included.
struct seq_range {
  std::int64_t log = 0;
  std::int64_t from = 0;
  std::int64_t to = 0;
  friend bool operator==(const seq_range&, const seq_range&) = default;
};

/// What one history is made of, in order: what it shares, then its own log, which is open-ended.
class segments {
 public:
  segments() : segments({}, 0) {}
  /// `shared` ascends.
  segments(std::vector<segment> shared, std::int64_t own);

  std::int64_t own() const { return runs_.back().log; }

  /// The last seq before the rows of its own log.
  std::int64_t shared_upto() const;

  std::size_t size() const { return runs_.size(); }

  /// The log that has the seq, if any has.
  std::int64_t log_of(std::int64_t seq) const;

  /// The rows `from` to `to`, ascending; those that lie in no row yet are in the own log's range.
  std::vector<seq_range> ranges(std::int64_t from, std::int64_t to) const;

  /// What a fork at that seq shares: as few logs as it needs.
  std::vector<segment> cut(std::int64_t seq) const;

  /// The highest seq up to which the rows of both are the same rows; heads are not known here.
  std::int64_t shared_with(const segments& other) const;

 private:
  std::vector<segment> runs_;  ///< the last has no end: seq_max
};

}  // namespace parley::storage
