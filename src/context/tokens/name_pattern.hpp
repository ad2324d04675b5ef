#pragma once

#include <string_view>

namespace parley::context {

/// Whether a model's name is the pattern, or begins with it where the pattern ends in `*`. Of
/// several that match the longest is meant.
inline bool matches(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return name == pattern;
  return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace parley::context
