#include "storage/redis/row_cache.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

/// What an entry costs besides its bytes, about.
constexpr std::size_t entry_bytes = 128;

std::size_t bytes_of(const std::optional<std::string>& value) { return value ? value->size() : 0; }

}  // namespace

bool row_cache::is_for(const std::string& hash) {
  static const std::array<const std::string*, 10> kept{
      &hashes::session,   &hashes::rounds,      &hashes::head,         &hashes::first,
      &hashes::segments,  &hashes::shared_head, &tables_of::statistic, &tables_of::day,
      &tables_of::tenant, &store_hash};
  return std::any_of(kept.begin(), kept.end(), [&](const auto* each) { return *each == hash; });
}

void row_cache::clear() {
  young_.clear();
  old_.clear();
  young_bytes_ = 0;
}

const std::optional<std::string>* row_cache::find(const std::string& hash,
                                                  const std::string& field) const {
  const auto name = hash + field;
  if (const auto at = young_.find(name); at != young_.end()) return &at->second;
  const auto at = old_.find(name);
  return at == old_.end() ? nullptr : &at->second;
}

void row_cache::keep(const std::string& hash, const std::string& field,
                     const std::optional<std::string>& value) {
  const auto [at, is_new] = young_.try_emplace(hash + field);
  if (is_new) young_bytes_ += entry_bytes + at->first.size();
  young_bytes_ += bytes_of(value);
  young_bytes_ -= bytes_of(at->second);
  at->second = value;
  if (young_bytes_ < half_max_) return;
  old_ = std::exchange(young_, {});
  young_bytes_ = 0;
}

}  // namespace parley::storage::redis
