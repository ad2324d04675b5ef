#pragma once

#include <cstdint>
#include <string_view>

namespace parley::context {

/// Counts the tokens of texts for the budget of a window. Implementations are immutable after
/// construction: any number of threads may count with one.
class counter {
 public:
  virtual ~counter() = default;

  /// How the report names it: `characters/4`, `estimate_safe`, `cl100k_base`, `o200k_base`.
  virtual std::string_view name() const = 0;

  /// False when its numbers are estimates.
  virtual bool exact() const = 0;

  /// Tokens of one well-formed UTF-8 text on its own.
  virtual std::int64_t count(std::string_view text) const = 0;
};

}  // namespace parley::context
