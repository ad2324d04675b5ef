#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parley/testing/conformance.hpp"

namespace parley::testing {

/// Where two stores said different things about the same calls.
struct mismatch {
  std::uint64_t seed = 0;
  int step = 0;
  std::string text;
};

std::string to_string(const mismatch& m);

/// Does the same `steps` random things to two new stores - submissions good and bad, repeated and
/// stale, alone and in batches; reads, lists, the passage of time, new writers - and compares every
/// answer. Internal keys and the words of errors may differ, nothing else. The same seed does the
/// same things everywhere. nullopt: they agree.
std::optional<mismatch> compare_stores(std::uint64_t seed, int steps, const store_factory& first,
                                       const store_factory& second);

}  // namespace parley::testing
