#pragma once

#include <cstdlib>
#include <string>

namespace parley::tests {

/// `n` times the environment's PARLEY_TEST_SCALE (a number; 1 when it is absent), at least 1.
inline int scaled(int n) {
  const char* scale = std::getenv("PARLEY_TEST_SCALE");
  const double factor = scale ? std::atof(scale) : 1.0;
  const auto result = static_cast<int>(n * factor);
  return result < 1 ? 1 : result;
}

/// PARLEY_TEST_SEED repeats one run of a random test.
inline unsigned long long first_seed(unsigned long long usual) {
  const char* seed = std::getenv("PARLEY_TEST_SEED");
  return seed ? std::stoull(seed) : usual;
}

}  // namespace parley::tests
