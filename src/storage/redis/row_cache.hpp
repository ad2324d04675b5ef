#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace parley::storage::redis {

/// Rows that nearly every commit looks up, as the last commit left them, so that they are not asked
/// each time: the next numbers, sums, and what is known of the sessions that were written to
/// lately. Good as long as nobody else writes: it is for one commit number, which the script of a
/// commit compares. Bounded in bytes; what was not used for long goes first.
class row_cache {
 public:
  /// Rows of at most so many bytes are in one of the two halves.
  explicit row_cache(std::size_t half_bytes_max = 16 * 1024 * 1024) : half_max_(half_bytes_max) {}

  /// Whether rows of that hash are kept.
  static bool is_for(const std::string& hash);

  /// Forgets all that it has of another commit.
  void begin(std::int64_t commit) {
    if (commit != commit_) clear();
    commit_ = commit;
  }
  /// It is to have what that commit left.
  void advance(std::int64_t commit) { commit_ = commit; }
  void clear();
  /// Null: not known.
  const std::optional<std::string>* find(const std::string& hash, const std::string& field) const;
  void keep(const std::string& hash, const std::string& field,
            const std::optional<std::string>& value);

 private:
  using rows = std::unordered_map<std::string, std::optional<std::string>>;

  std::size_t half_max_;
  std::int64_t commit_ = -1;
  rows young_;
  rows old_;  ///< of an earlier time: what is in both counts in `young_`
  std::size_t young_bytes_ = 0;
};

}  // namespace parley::storage::redis
