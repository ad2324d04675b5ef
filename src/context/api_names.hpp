#pragma once

#include <string_view>

namespace parley::context {

/// Whether a text is a name as chat-completions APIs take them: [a-zA-Z0-9_-], 1 to 64.
constexpr bool is_api_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

constexpr bool is_api_name(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  for (const char c : text)
    if (!is_api_character(c)) return false;
  return true;
}

}  // namespace parley::context
