#pragma once

#include <atomic>
#include <cstdint>

#include "parley/base/entropy.hpp"

namespace parley::testing {

/// Random bits that are the same for the same seed (SplitMix64). Also a standard uniform random
/// bit generator, though `below` gives the same numbers everywhere and the standard's
/// distributions do not. Safe to use from any thread; the order of the threads is then the only
/// thing that is not repeated.
class seeded_entropy : public base::entropy {
 public:
  using result_type = std::uint64_t;

  explicit seeded_entropy(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() override {
    std::uint64_t z = state_.fetch_add(golden) + golden;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  /// 0 to n - 1; 0 when n is 0. The bias of the remainder does not matter to a test.
  std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : next() % n; }

  /// True in `percent` of 100 cases.
  bool chance(unsigned percent) { return below(100) < percent; }

  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return ~std::uint64_t{0}; }
  std::uint64_t operator()() { return next(); }

 private:
  static constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ULL;
  std::atomic<std::uint64_t> state_;
};

}  // namespace parley::testing
