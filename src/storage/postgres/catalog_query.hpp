#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parley/storage/catalog.hpp"
#include "storage/postgres/parameters.hpp"

namespace parley::storage::postgres {

/// The SQL of a list: a walk along one index in the list's order, that ends as soon as it has what
/// is wanted. At most one filter chooses the index, none in the order of last activity; the server
/// asks the others of each row as far as its columns and, roughly, its record tell. What it gives
/// must still be asked whether it fits.
class catalog_query {
 public:
  explicit catalog_query(const session_query& query);

  /// Columns: the list's time and session_id; the row's number in the walk; whether the walk goes
  /// on behind it; record, turn_count, round; the head's two. The last row that may be looked at is
  /// always there, so that the next page can begin behind it. One of few texts.
  const std::string& sql() const { return sql_; }

  /// Of a walk behind that place, or from the beginning, of at most so many rows; `wanted` are
  /// given.
  parameters values(const std::optional<list_cursor>& after, std::int64_t rows_max,
                    std::int64_t wanted) const;

 private:
  const session_query& query_;
  std::string sql_;
  column parts_{column::kind::text};  ///< what a record that fits must contain
};

}  // namespace parley::storage::postgres
