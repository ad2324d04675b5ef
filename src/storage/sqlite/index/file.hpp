#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

/// Of the layout below and of what is written into it; another one is made again.
inline constexpr std::int64_t index_version = 1;

/// The index is beside its store.
std::string index_path(const std::string& store_path);

/// Messages are indexed in parts by their position: 2^16 positions are one table of FTS5, without
/// their text. A question goes through the parts from the newest on, so that each step is short;
/// what is erased leaves the index when its part is made again, since FTS5 keeps the words of a
/// deleted row until it merges them away.
inline constexpr int part_bits = 16;
std::string part_name(std::int64_t part);
inline std::int64_t part_of(std::int64_t position) { return position >> part_bits; }
inline std::int64_t first_position(std::int64_t part) { return part << part_bits; }

/// Words of the column `scope`. They begin with a private character, which words of messages may
/// have as well: the column tells them apart.
std::string tenant_scope(const std::string& tenant);
std::string log_scope(std::int64_t log);

/// What an index says of itself.
struct index_head {
  std::int64_t version = 0;  ///< 0: it is empty
  std::int64_t store_id = 0;
  std::int64_t cursor = 0;  ///< positions up to it are indexed
};

/// The file that the indexer writes. Every method throws `failure`.
class index_file {
 public:
  index_file(const std::string& path, const options& opts);

  /// Makes an empty index of it, whatever it was.
  void reset(std::int64_t store_id);

  index_head head();
  std::set<std::int64_t> parts();

  void begin() { connection_.run("BEGIN IMMEDIATE"); }
  void commit() { connection_.run("COMMIT"); }
  void roll_back() noexcept;

  void add_part(std::int64_t part);
  void drop_part(std::int64_t part);
  void set_cursor(std::int64_t position);

  connection& db() { return connection_; }

 private:
  connection connection_;
};

}  // namespace parley::storage::sqlite
