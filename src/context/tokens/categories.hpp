#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace parley::context {

/// What the patterns of the encodings tell apart of a code point, one bit each, so that a class of
/// a pattern is a set of them.
enum category : std::uint8_t {
  other = 1,      ///< in none of the rest
  letter = 2,     ///< Lm, Lo
  upper = 4,      ///< Lu, Lt
  lower = 8,      ///< Ll
  mark = 16,      ///< M
  number = 32,    ///< N
  space = 64,     ///< White_Space but the two below
  newline = 128,  ///< U+000D, U+000A
};

/// The category of each code point: 256 of them a block, equal blocks once.
class category_table {
 public:
  /// The one of the program; made at the first call.
  static const category_table& get();

  std::uint8_t ascii(unsigned char c) const { return blocks_[c]; }

  /// Of a code point up to U+10FFFF.
  std::uint8_t of(std::uint32_t c) const {
    return blocks_[static_cast<std::uint32_t>(index_[c >> 8] << 8) | (c & 0xff)];
  }

 private:
  category_table();

  std::array<std::uint16_t, 0x1100> index_;
  std::vector<std::uint8_t> blocks_;  ///< the first is that of U+0000
};

}  // namespace parley::context
