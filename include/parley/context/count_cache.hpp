#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "parley/base/digest.hpp"
#include "parley/context/counter.hpp"

namespace parley::context {

/// A text and who counted it.
struct count_key {
  base::digest text{};        ///< of its bytes
  std::uint64_t counter = 0;  ///< of the counter's name
  friend bool operator==(const count_key&, const count_key&) = default;
};

/// Counts that were made, for any number of threads. Bounded: 40 bytes an entry, allocated at once.
/// The least recently used of eight entries makes room, so a cache in use forgets some before it is
/// full.
class count_cache {
 public:
  /// Room for `entries_max` counts, rounded up to a power of two, 8 at least.
  explicit count_cache(std::size_t entries_max = 65536);
  ~count_cache();

  std::optional<std::int64_t> find(const count_key& key);
  void put(const count_key& key, std::int64_t tokens);

  /// How many counts it has room for.
  std::size_t capacity() const;

 private:
  struct shard;
  shard& shard_of(std::size_t set) const;
  std::size_t set_of(const count_key& key) const;

  std::size_t sets_;
  std::unique_ptr<shard[]> shards_;
};

/// A counter that remembers: the same name, the same numbers. The messages of a session are counted
/// again with each window. Looking a text up costs its SHA-256: a fifth of an exact count of
/// English, a tenth of one of mixed languages (tests/benchmarks). Texts below `short_bytes` are
/// counted again, which is as fast. Around `characters/4`, which is faster than the look-up, it is
/// of no use. Counters of one cache that differ have different names.
class cached_counter final : public counter {
 public:
  static constexpr std::size_t short_bytes = 64;

  cached_counter(std::shared_ptr<const counter> counts, std::shared_ptr<count_cache> cache);

  std::string_view name() const override { return counts_->name(); }
  bool exact() const override { return counts_->exact(); }
  std::int64_t count(std::string_view text) const override;

 private:
  std::shared_ptr<const counter> counts_;
  std::shared_ptr<count_cache> cache_;
  std::uint64_t name_;
};

}  // namespace parley::context
