#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace parley::storage::redis {

/// Rows of sums that nearly every commit adds to, as the last commit left them, so that they are
/// not asked each time. Good as long as nobody else writes: it is for one commit number. Bounded; a
/// full one is emptied.
class row_cache {
 public:
  /// Whether rows of that hash are kept.
  static bool is_for(const std::string& hash);

  /// Forgets all that it has of another commit.
  void begin(std::int64_t commit) {
    if (commit != commit_) rows_.clear();
    commit_ = commit;
  }
  /// It is to have what that commit left.
  void advance(std::int64_t commit) { commit_ = commit; }
  /// Null: not known.
  const std::optional<std::string>* find(const std::string& hash, const std::string& field) const;
  void keep(const std::string& hash, const std::string& field,
            const std::optional<std::string>& value);

 private:
  std::int64_t commit_ = -1;
  std::unordered_map<std::string, std::optional<std::string>> rows_;
};

}  // namespace parley::storage::redis
