#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "storage/check/findings.hpp"
#include "storage/redis/server_rows.hpp"

namespace parley::storage::redis {

/// Somebody else writes to the store that is repaired, or has taken it over.
struct overtaken {};

/// What the checks of a store share. They hold what they compare in memory, and read in slices, so
/// that the server is never kept waiting: what they found is true when nobody has written since
/// they began. A remedy is written only then, by the script that writes commits. Methods throw
/// `failure`.
class examination : public check::findings {
 public:
  /// `mine`: of who owns the store, and repairs; none: nothing is written. `connect` gives the
  /// connection of `rows`, both outlive it.
  examination(server_rows& rows, server_rows::connector connect, std::optional<claim> mine)
      : rows_(rows), connect_(std::move(connect)), mine_(std::move(mine)) {}

  server_rows& rows() { return rows_; }

  /// What is read from now on is to be of this moment. Throws `overtaken` when it is not to write
  /// any more.
  void look();
  /// Whether nobody else has written since then. One who repairs and learns that somebody has
  /// throws `overtaken`.
  bool is_still();

  /// All of a hash, and all members of a sorted set.
  std::map<std::string, std::string> fields_of(const std::string& hash);
  std::set<std::string> members_of(const std::string& order);

  /// A sorted set must have these members and no others; the remedy puts that right.
  void compare(const std::string& order, const std::set<std::string>& expected);
  /// Likewise a hash that follows from others.
  void compare(const std::string& hash, const std::map<std::string, std::string>& expected);
  /// The sorted set of a table must have its fields.
  void compare_table(const std::string& table);

 private:
  class remedies;

  /// Who owns the store, and the number of the last commit.
  struct moment {
    std::int64_t epoch = 0;
    std::string owner;
    std::int64_t commit = 0;
    friend bool operator==(const moment&, const moment&) = default;
  };
  moment now_there();
  /// Writes commands, each behind the number of its words, as a commit.
  void write(const client::words& commands);

  server_rows& rows_;
  server_rows::connector connect_;
  std::optional<claim> mine_;
  moment looked_at_;
};

/// A part of a name or a member, as it may be shown: what is no text in hexadecimal.
std::string shown(const std::string& bytes);

}  // namespace parley::storage::redis
