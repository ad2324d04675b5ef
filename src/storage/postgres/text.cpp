#include "storage/postgres/text.hpp"

#include <cstring>

namespace parley::storage::postgres {
namespace {

constexpr char mark = '\x01';
constexpr char after_mark = '\x02';

bool has(std::string_view text, char c) {
  return !text.empty() && std::memchr(text.data(), c, text.size()) != nullptr;
}

}  // namespace

bool needs_escape(std::string_view text) { return has(text, '\0') || has(text, mark); }

void append_escaped(std::string& out, std::string_view text) {
  if (!needs_escape(text)) {
    out.append(text);
    return;
  }
  for (const char c : text) {
    if (c == '\0')
      out.append(2, mark);
    else if (c == mark)
      out.append(1, mark).append(1, after_mark);
    else
      out.append(1, c);
  }
}

std::string unescaped(std::string_view stored) {
  if (!has(stored, mark)) return std::string{stored};
  std::string text;
  text.reserve(stored.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (stored[i] != mark || i + 1 == stored.size())
      text += stored[i];
    else
      text += stored[++i] == mark ? '\0' : mark;
  }
  return text;
}

}  // namespace parley::storage::postgres
