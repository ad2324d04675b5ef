#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace parley::tests {

/// Well-formed UTF-8 made to find mistakes in cutting and pairing: words of many scripts with and
/// without case, marks before and behind them, contractions, digits, white space of every kind,
/// runs, emoji, code, and code points from anywhere. Equal seeds, equal texts.
class random_texts {
 public:
  explicit random_texts(unsigned long long seed) : random_(seed) {}

  /// Up to `pieces_max` of the above.
  std::string next(std::size_t pieces_max = 24);

 private:
  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>{0, n - 1}(random_);
  }
  std::string piece();
  std::string anything();

  std::mt19937_64 random_;
};

/// The UTF-8 of a code point.
std::string encoded(std::uint32_t c);

}  // namespace parley::tests
