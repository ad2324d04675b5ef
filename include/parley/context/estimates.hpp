#pragma once

#include "parley/context/counter.hpp"

namespace parley::context {

/// The default of SPEC 5: code points / 4, rounded up. Close to byte-pair counts for English prose
/// (0.87 to 1.15 of them), and far below them for most other languages, digits and code.
class characters_counter final : public counter {
 public:
  std::string_view name() const override { return "characters/4"; }
  bool exact() const override { return false; }
  std::int64_t count(std::string_view text) const override;
};

class safe_counter final : public counter {
 public:
  std::string_view name() const override { return "estimate_safe"; }
  bool exact() const override { return false; }
  std::int64_t count(std::string_view text) const override;
};

}  // namespace parley::context
