#pragma once

#include <optional>
#include <string>

#include "parley/storage/catalog.hpp"
#include "storage/redis/rows.hpp"
#include "storage/redis/server_rows.hpp"

namespace parley::storage::redis {

/// A walk through one sorted set in a list's order. At most one filter chooses the set, none in the
/// order of last activity; the others are asked of each row.
class catalog_walk {
 public:
  explicit catalog_walk(const session_query& query);

  /// Throws `failure`.
  base::result<session_page> run(server_rows& rows) const;

 private:
  void choose();
  std::string from() const;
  std::string to() const;
  std::string member_of(const list_cursor& cursor) const;
  list_cursor cursor_of(std::string_view member) const;
  bool fits(const session_entry& entry) const;
  base::result<std::optional<domain::session_view>> view_of(const client::reply_view& found,
                                                            std::size_t at) const;

  const session_query& query_;
  std::string order_;
  std::string prefix_;  ///< of its members
};

}  // namespace parley::storage::redis
