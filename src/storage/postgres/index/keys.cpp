#include "storage/postgres/index/keys.hpp"

#include <algorithm>

#include "storage/language/words.hpp"

namespace parley::storage::postgres {
namespace {

enum class kind : unsigned char { word = 1, pair, log };

/// FNV-1a, mixed at the end, for its low bits are weak. What is hashed is told apart by lengths.
class hasher {
 public:
  explicit hasher(kind k) { put(static_cast<unsigned char>(k)); }

  hasher& add(std::string_view text) {
    for (auto size = text.size(); size > 0; size >>= 8) put(static_cast<unsigned char>(size));
    put(0);
    for (const char c : text) put(static_cast<unsigned char>(c));
    return *this;
  }

  std::int64_t finish() const {
    auto mixed = state_;
    mixed = (mixed ^ (mixed >> 33)) * 0xff51afd7ed558ccdU;
    mixed = (mixed ^ (mixed >> 33)) * 0xc4ceb9fe1a85ec53U;
    return static_cast<std::int64_t>((mixed ^ (mixed >> 33)) >> (64 - hash_bits));
  }

 private:
  void put(unsigned char byte) { state_ = (state_ ^ byte) * 0x100000001b3U; }

  std::uint64_t state_ = 0xcbf29ce484222325U;
};

}  // namespace

std::int64_t word_hash(std::string_view tenant, std::string_view word) {
  return hasher{kind::word}.add(tenant).add(word).finish();
}

std::int64_t pair_hash(std::string_view tenant, std::string_view first, std::string_view second) {
  return hasher{kind::pair}.add(tenant).add(first).add(second).finish();
}

std::int64_t log_hash(std::int64_t log) {
  return hasher{kind::log}.add(std::to_string(log)).finish();
}

std::vector<std::int64_t> hashes_of(std::string_view tenant,
                                    const std::vector<std::string>& words) {
  std::vector<std::int64_t> found;
  const std::string* before = nullptr;
  for (const auto& word : words) {
    found.push_back(word_hash(tenant, word));
    const bool alone = language::is_unseparated(word);
    if (alone && before) found.push_back(pair_hash(tenant, *before, word));
    before = alone ? &word : nullptr;
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace parley::storage::postgres
