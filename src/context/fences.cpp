#include "context/fences.hpp"

#include <algorithm>

namespace parley::context {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<fence> fence_of(std::string_view line) {
  const auto text = trimmed(line);
  if (text.empty() || (text.front() != '`' && text.front() != '~')) return std::nullopt;
  const auto end = std::min(text.find_first_not_of(text.front()), text.size());
  if (end < 3) return std::nullopt;
  const auto info = trimmed(text.substr(end));
  // Backticks in it make the line one with code inside, as in ```x```.
  if (text.front() == '`' && info.find('`') != std::string_view::npos) return std::nullopt;
  return fence{text.front(), end, info};
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

}  // namespace parley::context
