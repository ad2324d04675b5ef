#pragma once

#include <map>
#include <set>
#include <string>

#include "storage/check/findings.hpp"
#include "storage/redis/server_rows.hpp"

namespace parley::storage::redis {

/// What the checks of a store share. They hold what they compare in memory, and read in slices, so
/// that the server is never kept waiting. Methods throw `failure`.
class examination : public check::findings {
 public:

  examination(server_rows& rows, bool repair) : rows_(rows), repair_(repair) {}

  server_rows& rows() { return rows_; }

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
  /// Whether there is a remedy, which is applied then.
  bool remedy(const client::commands& commands);

  server_rows& rows_;
  bool repair_;
};

/// A part of a name or a member, as it may be shown: what is no text in hexadecimal.
std::string shown(const std::string& bytes);

}  // namespace parley::storage::redis
