#include "storage/redis/row_cache.hpp"

#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

constexpr std::size_t rows_max = 10000;

}  // namespace

bool row_cache::is_for(const std::string& hash) {
  return hash == tables_of::statistic || hash == tables_of::day || hash == tables_of::tenant;
}

const std::optional<std::string>* row_cache::find(const std::string& hash,
                                                  const std::string& field) const {
  const auto at = rows_.find(hash + field);
  return at == rows_.end() ? nullptr : &at->second;
}

void row_cache::keep(const std::string& hash, const std::string& field,
                     const std::optional<std::string>& value) {
  if (rows_.size() >= rows_max) rows_.clear();
  rows_.insert_or_assign(hash + field, value);
}

}  // namespace parley::storage::redis
