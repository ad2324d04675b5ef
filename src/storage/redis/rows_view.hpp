#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::storage::redis {

/// Which members of a sorted set: from `from` on, up to the one before `to`.
struct bounds {
  std::string from;
  std::string to;
  std::int64_t limit = 0;  ///< at most so many; 0: all
  bool newest = false;     ///< from the end
};

/// All that begin with a prefix.
bounds within(const std::string& prefix, std::int64_t limit = 0, bool newest = false);

/// The structures as somebody sees them. Used by one thread; methods throw `failure`.
class rows_view {
 public:
  virtual ~rows_view() = default;

  virtual std::optional<std::string> get(const std::string& hash, const std::string& field) = 0;
  /// Of several fields, in one round trip while they are not more than a few hundred.
  virtual std::vector<std::optional<std::string>> get_all(
      const std::string& hash, const std::vector<std::string>& fields) = 0;

  virtual std::vector<std::string> range(const std::string& order, const bounds& which) = 0;
  virtual std::int64_t count(const std::string& order, const bounds& which) = 0;

  /// Rows of a log by their places in its list, both ends included.
  virtual std::vector<std::string> rows(std::int64_t log, std::int64_t from, std::int64_t to) = 0;
  virtual std::int64_t row_count(std::int64_t log) = 0;
};

/// Fields and values of a table, in their order. What vanished in between is left out.
struct table_row {
  std::string key;
  std::string value;
};
std::vector<table_row> read_table(rows_view& rows, const std::string& table, const bounds& which);

}  // namespace parley::storage::redis
