#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/storage/search.hpp"
#include "storage/segments.hpp"

namespace parley::storage::sqlite {

// What the index asks the store that it is of. Any store whose rows have positions in the order of
// commits can have it.

/// A row of the store that belongs into the index.
struct indexed_row {
  std::int64_t position = 0;
  std::int64_t log = 0;
  std::string tenant;
  std::string content;
};

struct indexed_rows {
  std::vector<indexed_row> rows;
  std::int64_t upto = 0;           ///< positions that were looked at
  std::int64_t behind = 0;         ///< positions above it
  base::timestamp indexed_upto{};  ///< all received before it is at or below `upto`
};

struct store_place {
  std::int64_t store_id = 0;  ///< no other store has it; a secret
  std::int64_t next_position = 1;
};

/// For the indexer. Used by one thread.
class index_source {
 public:
  virtual ~index_source() = default;

  virtual base::result<store_place> place() = 0;

  /// Messages with content behind a position, up to `last` (inclusive), that a history shows: at
  /// most `rows_max` rows are looked at.
  virtual base::result<indexed_rows> rows(std::int64_t after, std::int64_t last,
                                          std::int64_t rows_max) = 0;

  /// Whether a history shows, unerased, all rows of the log that have these positions.
  virtual base::result<bool> shows_all(std::int64_t log,
                                       const std::vector<std::int64_t>& positions) = 0;
};

/// Sessions of a user that are asked for by name; those of one who has more are told by their rows.
inline constexpr std::size_t scopes_max = 200;

/// Rows of one log, from the first position of them to the last.
struct placed_run {
  std::int64_t log = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// Where a question has to be asked.
struct search_scope {
  std::int64_t store_id = 0;
  std::optional<segments> history{};  ///< of the session that it is about, when that is there
  /// What the session, or the sessions of the user, show; none: rows tell whose they are.
  std::optional<std::vector<placed_run>> runs{};
  /// Of all rows most are the tenant's, so that to look at no others would cost more than it saves.
  bool has_most = false;
};

struct candidate {
  std::string session_id;
  std::int64_t seq = 0;
  std::string content;
  std::int64_t position = 0;
};

/// For searches. Used by one thread.
class search_source {
 public:
  virtual ~search_source() = default;

  virtual base::result<search_scope> scope(const search_query& query) = 0;
  /// All received before it is at or below the position.
  virtual base::result<base::timestamp> indexed_upto(std::int64_t position) = 0;
  /// Of the rows at these positions those that the question may show, in their order.
  virtual base::result<std::vector<candidate>> candidates(
      const search_query& query, const std::optional<segments>& history,
      const std::vector<std::int64_t>& positions) = 0;
};

}  // namespace parley::storage::sqlite
