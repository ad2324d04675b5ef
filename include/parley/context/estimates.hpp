#pragma once

#include "parley/context/counter.hpp"

namespace parley::context {

/// Code points divided by 4, rounded up: the default, an estimate.
class characters_counter final : public counter {
 public:
  std::string_view name() const override { return "characters/4"; }
  bool exact() const override { return false; }
  std::int64_t count(std::string_view text) const override;
};

}  // namespace parley::context
