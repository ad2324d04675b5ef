#pragma once

#include <cstdint>

namespace parley::context {

/// At which rounds a conversation is summarized (SPEC 5): the first time at `first`, then at `meta`,
/// and every `every` rounds after that.
struct round_rules {
  std::int64_t first = 6;
  std::int64_t meta = 10;
  std::int64_t every = 5;  ///< at least 1
};

/// Whether `round` is one of them. Rounds are noted one by one, so none is jumped over.
bool is_due(std::int64_t round, const round_rules& rules);

/// The newest of them behind `before` and up to `round`; 0 when there is none.
std::int64_t last_due(std::int64_t before, std::int64_t round, const round_rules& rules);

}  // namespace parley::context
