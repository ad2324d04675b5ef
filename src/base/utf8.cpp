#include "parley/base/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace parley::base {

namespace {

bool is_continuation(unsigned char c) { return (c & 0xc0) == 0x80; }

/// What may follow a lead byte: how many bytes, and the bounds of the first of them (Unicode 15,
/// table 3-7). `count` 0: no lead byte.
struct followers {
  int count;
  unsigned char low;
  unsigned char high;
};

followers after(unsigned char lead) {
  if (lead >= 0xc2 && lead <= 0xdf) return {1, 0x80, 0xbf};
  if (lead == 0xe0) return {2, 0xa0, 0xbf};
  if (lead == 0xed) return {2, 0x80, 0x9f};
  if (lead >= 0xe1 && lead <= 0xef) return {2, 0x80, 0xbf};
  if (lead == 0xf0) return {3, 0x90, 0xbf};
  if (lead >= 0xf1 && lead <= 0xf3) return {3, 0x80, 0xbf};
  if (lead == 0xf4) return {3, 0x80, 0x8f};
  return {0, 0, 0};
}

// Unicode 15, property White_Space; the usual ones first.
constexpr std::string_view white_space[] = {
    " ",            "\n",           "\r",           "\t",           "\v",
    "\f",           "\u00A0",       "\u0085",       "\u1680",       "\u2000",
    "\u2001",       "\u2002",       "\u2003",       "\u2004",       "\u2005",
    "\u2006",       "\u2007",       "\u2008",       "\u2009",       "\u200A",
    "\u2028",       "\u2029",       "\u202F",       "\u205F",       "\u3000"};

/// Most text is ASCII: eight bytes at a time.
const unsigned char* skip_ascii(const unsigned char* p, const unsigned char* end) {
  while (end - p >= 8) {
    std::uint64_t word;
    std::memcpy(&word, p, 8);
    if (word & 0x8080808080808080u) break;
    p += 8;
  }
  while (p != end && *p < 0x80) ++p;
  return p;
}

}  // namespace

bool is_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = p + text.size();
  for (p = skip_ascii(p, end); p != end; p = skip_ascii(p, end)) {
    const auto next = after(*p++);
    if (next.count == 0 || end - p < next.count) return false;
    if (*p < next.low || *p > next.high) return false;
    for (int i = 1; i < next.count; ++i)
      if (!is_continuation(p[i])) return false;
    p += next.count;
  }
  return true;
}

std::size_t code_points(std::string_view text) {
  // Each is one byte and its continuations, 10xxxxxx. Eight bytes at a time: a bit for each
  // continuation, added up by the multiplication in the highest byte.
  constexpr std::uint64_t ones = 0x0101010101010101u;
  const char* p = text.data();
  const char* const end = p + text.size();
  std::size_t continuations = 0;
  for (; end - p >= 8; p += 8) {
    std::uint64_t word;
    std::memcpy(&word, p, 8);
    if ((word & (ones << 7)) == 0) continue;
    continuations += (((word >> 7) & (~word >> 6) & ones) * ones) >> 56;
  }
  for (; p != end; ++p) continuations += is_continuation(static_cast<unsigned char>(*p)) ? 1 : 0;
  return text.size() - continuations;
}

std::string_view prefix_code_points(std::string_view text, std::size_t n) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_continuation(static_cast<unsigned char>(text[i]))) continue;
    if (n-- == 0) return text.substr(0, i);
  }
  return text;
}

bool is_blank(std::string_view text) {
  while (!text.empty()) {
    const auto blank = std::find_if(std::begin(white_space), std::end(white_space),
                                    [&](std::string_view one) { return text.starts_with(one); });
    if (blank == std::end(white_space)) return false;
    text.remove_prefix(blank->size());
  }
  return true;
}

bool has_control_characters(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f) return true;
    // C1, U+0080 to U+009F, is C2 80 to C2 9F.
    if (c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0)
      return true;
  }
  return false;
}

}  // namespace parley::base
