#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parley/storage/catalog.hpp"
#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {

/// The SQL of a list: the rows of one index, in the list's order. At most one filter chooses the
/// index, none in the order of last activity; the others are asked of each row, so that every row that
/// is looked at is counted and a page can stop. The query must outlive it.
class catalog_query {
 public:
  explicit catalog_query(const session_query& query);

  /// Columns: session_id, the time that the list is sorted by, log, status, type, user_id,
  /// conversation_id, root, parent, record. One of few texts, so that its statement can be kept.
  const std::string& sql() const { return sql_; }
  void bind(statement& s) const;

  static constexpr int record_column = 9;

  /// Whether the row passes the filters on its columns. What passes may still fail on its record.
  bool columns_match(const statement& row) const;

 private:
  void choose_index();
  void begin(const std::string& at, const std::string& id, std::optional<base::timestamp> from,
             std::optional<base::timestamp> to);

  const session_query& query_;
  std::string sql_;
  std::optional<std::string> text_;  ///< what the chosen index is asked for, besides the tenant
  std::optional<std::int64_t> number_;
  std::int64_t start_at_ = 0;  ///< the list begins after (start_at, start_id)
  std::string start_id_;
  std::int64_t end_at_ = 0;  ///< inclusive
};

}  // namespace parley::storage::sqlite
