#include "storage/redis/rows_view.hpp"

#include "storage/redis/structures.hpp"

namespace parley::storage::redis {

bounds within(const std::string& prefix, std::int64_t limit, bool newest) {
  return {prefix, behind(prefix), limit, newest};
}

std::vector<table_row> read_table(rows_view& rows, const std::string& table, const bounds& which) {
  auto keys = rows.range(table + table_order, which);
  auto values = rows.get_all(table, keys);
  std::vector<table_row> found;
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (values[i]) found.push_back({std::move(keys[i]), std::move(*values[i])});
  return found;
}

}  // namespace parley::storage::redis
