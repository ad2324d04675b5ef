#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/index/file.hpp"
#include "storage/sqlite/index/source.hpp"

namespace parley::storage::sqlite {

/// What one part of the index says it has: the scopes of each position. As large as a part may be,
/// whatever the store holds. Throws `failure`.
class index_part {
 public:
  /// Reads the words of the column `scope`; of a part that is not there it knows nothing.
  index_part(connection& index, std::int64_t part, bool there);

  enum class verdict { right, missing, elsewhere };
  /// What becomes of a message that belongs there; each is asked for once.
  verdict take(const indexed_row& row);

  /// Positions that nobody has asked for.
  std::vector<std::int64_t> strays() const;

 private:
  struct entry {
    std::int64_t log = 0;
    std::int32_t tenant = -1;  ///< index of `tenants_`
    bool there = false;
  };
  void read(connection& index);

  std::int64_t first_;
  std::vector<entry> entries_;
  std::vector<std::string> tenants_;  ///< their scopes
};

}  // namespace parley::storage::sqlite
