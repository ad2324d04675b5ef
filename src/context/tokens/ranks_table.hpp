#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::context {

/// From byte sequences to ranks: an open hash table with linear probing, at most half full.
///
/// A look-up is what counting consists of, so a slot has 16 bytes and most look-ups touch one cache
/// line: up to eight bytes are their own key and are compared with it, longer ones (a fifth) by a
/// hash of 64 bits and then by their bytes.
class ranks_table {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  /// `bytes` holds the tokens one behind the other in the order of their ranks; `ends` where each
  /// ends. No token is empty.
  ranks_table(std::string bytes, std::vector<std::uint32_t> ends);

  std::size_t size() const { return ends_.size(); }

  /// The rank of a token that has a lower rank too; such a table is of no use.
  std::optional<std::uint32_t> first_repeated() const { return repeated_; }

  /// Of two bytes, without hashing.
  std::uint32_t of_pair(const char* p) const {
    return pairs_[static_cast<unsigned char>(p[0]) << 8 | static_cast<unsigned char>(p[1])];
  }

  /// The rank of a token, `none` if it is none. Bytes up to `readable` may be read, which is not
  /// before the end of the token.
  std::uint32_t find(const char* p, std::size_t size, const char* readable) const {
    if (size > longest_) return none;
    if (size > 8) return find_long(p, size);
    const auto key = short_key(p, size, readable);
    const auto hash = mixed(key, size);
    if (!may_have(hash)) return none;
    for (auto i = hash & mask_;; i = (i + 1) & mask_) {
      const auto& slot = slots_[i];
      if (slot.key == key && slot.size == size) return slot.rank;
      if (slot.size == 0) return none;
    }
  }

 private:
  static constexpr int filter_bits = 21;

  struct slot {
    std::uint64_t key = 0;
    std::uint32_t rank = none;
    std::uint32_t size = 0;  ///< of the token in bytes; 0: the slot is empty
  };

  static std::uint64_t short_key(const char* p, std::size_t size, const char* readable) {
    std::uint64_t key = 0;
    if (readable - p >= 8) {
      std::memcpy(&key, p, 8);
      return key & (~std::uint64_t{0} >> (64 - 8 * size));
    }
    std::memcpy(&key, p, size);
    return key;
  }

  static std::uint64_t mixed(std::uint64_t key, std::size_t size) {
    const auto product = (key ^ size) * 0x9e3779b97f4a7c15u;
    return product ^ product >> 32;
  }

  /// Most of what is asked for while bytes are paired is no token: a bit of 256 KB, which stay in
  /// the second cache, says so of nine in ten, and the slots are not touched.
  bool may_have(std::uint64_t hash) const {
    const auto bit = hash >> (64 - filter_bits);
    return (filter_[bit >> 6] >> (bit & 63) & 1) != 0;
  }

  std::uint32_t find_long(const char* p, std::size_t size) const;
  static std::uint64_t long_key(const char* p, std::size_t size);

  std::string bytes_;
  std::vector<std::uint32_t> ends_;  ///< by rank
  std::size_t longest_ = 0;
  std::size_t mask_ = 0;
  std::optional<std::uint32_t> repeated_;
  std::vector<slot> slots_;
  std::vector<std::uint64_t> filter_;
  std::vector<std::uint32_t> pairs_;
};

}  // namespace parley::context
