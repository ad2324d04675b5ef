#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "storage/sqlite/index/rows_source.hpp"
#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {

/// Where a log's rows can be read.
struct log_reach {
  std::string tenant;
  /// The highest seq that a history has of it, or will have when its session arrives; 0: nobody
  /// reaches it.
  std::int64_t upto = 0;
};

/// What a log's rows are worth, within one read transaction. Throws `failure`.
log_reach reach_of(reader_connection& c, std::int64_t log);

/// Which session a row is shown in: its own, or the oldest that shares it; nullopt: none.
struct row_owner {
  std::string tenant;
  std::string session_id;
  std::optional<std::string> user;
};
std::optional<row_owner> owner_of(reader_connection& c, std::int64_t log, std::int64_t seq);

/// Messages with content behind a position, up to `last` (inclusive), that a history shows: at most
/// `rows_max` rows are looked at.
indexed_rows read_rows(reader_connection& c, std::int64_t after, std::int64_t last,
                       std::int64_t rows_max);

}  // namespace parley::storage::sqlite
