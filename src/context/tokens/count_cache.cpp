#include "parley/context/count_cache.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

namespace parley::context {

namespace {

constexpr std::size_t ways = 8;  // entries among which a key has its place
constexpr std::size_t shards_max = 16;

/// Eight bytes of a digest, from `at` on: as good as random.
std::uint64_t bits_of(const base::digest& digest, std::size_t at) {
  std::uint64_t bits;
  std::memcpy(&bits, digest.data() + at, sizeof bits);
  return bits;
}

struct entry {
  count_key key;
  std::int64_t tokens = 0;
  std::uint64_t used = 0;  ///< the shard's clock when it was; 0: never, the entry is free
};

}  // namespace

struct count_cache::shard {
  std::mutex mutex;
  std::uint64_t clock = 0;
  std::vector<std::array<entry, ways>> sets;
};

count_cache::count_cache(std::size_t entries_max)
    : sets_(std::bit_ceil(std::max<std::size_t>((entries_max + ways - 1) / ways, 1))),
      shards_(std::make_unique<shard[]>(std::min(sets_, shards_max))) {
  const auto shards = std::min(sets_, shards_max);
  for (std::size_t i = 0; i < shards; ++i) shards_[i].sets.resize(sets_ / shards);
}

count_cache::~count_cache() = default;

std::size_t count_cache::capacity() const { return sets_ * ways; }

std::size_t count_cache::set_of(const count_key& key) const {
  return (bits_of(key.text, 0) ^ key.counter) & (sets_ - 1);
}

count_cache::shard& count_cache::shard_of(std::size_t set) const {
  return shards_[set & (std::min(sets_, shards_max) - 1)];
}

std::optional<std::int64_t> count_cache::find(const count_key& key) {
  const auto set = set_of(key);
  auto& shard = shard_of(set);
  const std::lock_guard lock{shard.mutex};
  for (auto& one : shard.sets[set / std::min(sets_, shards_max)]) {
    if (one.used == 0 || one.key != key) continue;
    one.used = ++shard.clock;
    return one.tokens;
  }
  return std::nullopt;
}

void count_cache::put(const count_key& key, std::int64_t tokens) {
  const auto set = set_of(key);
  auto& shard = shard_of(set);
  const std::lock_guard lock{shard.mutex};
  auto& places = shard.sets[set / std::min(sets_, shards_max)];
  // Two threads may have counted the same text: it keeps one place.
  auto place = std::find_if(places.begin(), places.end(),
                            [&](const entry& one) { return one.used != 0 && one.key == key; });
  if (place == places.end())
    place = std::min_element(places.begin(), places.end(),
                             [](const entry& a, const entry& b) { return a.used < b.used; });
  *place = {key, tokens, ++shard.clock};
}

cached_counter::cached_counter(std::shared_ptr<const counter> counts,
                               std::shared_ptr<count_cache> cache)
    : counts_(std::move(counts)),
      cache_(std::move(cache)),
      name_(bits_of(base::digest_of(counts_->name()), 0)) {}

std::int64_t cached_counter::count(std::string_view text) const {
  if (text.size() < short_bytes) return counts_->count(text);
  const count_key key{base::digest_of(text), name_};
  if (const auto known = cache_->find(key)) return *known;
  const auto tokens = counts_->count(text);
  cache_->put(key, tokens);
  return tokens;
}

}  // namespace parley::context
