#include "models/extractive/letters.hpp"

#include <algorithm>
#include <iterator>

#include "parley/base/utf8.hpp"

namespace parley::models::extractive {

namespace {

struct range {
  char32_t first;
  char32_t last;
};

template <std::size_t n>
bool within(const range (&table)[n], char32_t c) {
  const auto* at =
      std::find_if(std::begin(table), std::end(table), [c](const range& r) { return c <= r.last; });
  return at != std::end(table) && c >= at->first;
}

// Blocks of Unicode 15, ascending.
constexpr range unseparated[] = {{0x0e01, 0x0e3a}, {0x0e40, 0x0e4e}, {0x0e81, 0x0edf},
                                 {0x1000, 0x1049}, {0x1780, 0x17d3}, {0x2e80, 0x2fdf},
                                 {0x3005, 0x3007}, {0x3041, 0x3096}, {0x3400, 0x4dbf},
                                 {0x4e00, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff}};
constexpr range katakana[] = {{0x30a1, 0x30ff}, {0x31f0, 0x31ff}, {0xff66, 0xff9f}};
constexpr range digits[] = {{'0', '9'},       {0x0660, 0x0669}, {0x06f0, 0x06f9},
                            {0x0966, 0x096f}, {0x09e6, 0x09ef}, {0xff10, 0xff19}};
constexpr range capitals[] = {{'A', 'Z'},       {0x00c0, 0x00d6}, {0x00d8, 0x00de},
                              {0x0386, 0x0386}, {0x0388, 0x038f}, {0x0391, 0x03a9},
                              {0x0400, 0x042f}, {0x0531, 0x0556}, {0xff21, 0xff3a}};
constexpr range signs[] = {
    {0x0000, 0x002f}, {0x003a, 0x0040}, {0x005b, 0x0060}, {0x007b, 0x00a9}, {0x00ab, 0x00b4},
    {0x00b6, 0x00b9}, {0x00bb, 0x00bf}, {0x00d7, 0x00d7}, {0x00f7, 0x00f7}, {0x037e, 0x037e},
    {0x0387, 0x0387}, {0x0589, 0x058a}, {0x05be, 0x05be}, {0x05c0, 0x05c0}, {0x060c, 0x060d},
    {0x061b, 0x061f}, {0x066a, 0x066d}, {0x06d4, 0x06d4}, {0x0964, 0x0965}, {0x104a, 0x104f},
    {0x1361, 0x1368}, {0x17d4, 0x17db}, {0x2000, 0x206f}, {0x207a, 0x207e}, {0x20a0, 0x20cf},
    {0x2190, 0x2bff}, {0x3000, 0x3004}, {0x3008, 0x3030}, {0x303d, 0x3040}, {0x3097, 0x309c},
    {0x30a0, 0x30a0}, {0x30fb, 0x30fb}, {0xd800, 0xf8ff}, {0xfe10, 0xfe6f}, {0xff00, 0xff0f},
    {0xff1a, 0xff20}, {0xff3b, 0xff40}, {0xff5b, 0xff65}, {0xfff0, 0xffff}, {0x1f000, 0x1faff}};

/// Latin Extended-A has its letters in pairs, the capital first; which parity that is changes
/// twice.
bool is_extended_capital(char32_t c) {
  if (c < 0x0100 || c > 0x017d) return false;
  const bool odd = c % 2 == 1;
  return (c >= 0x0139 && c <= 0x0148) || c >= 0x0179 ? odd : !odd || c == 0x0178;
}

void append(std::string& into, char32_t c) {
  const auto byte = [&](char32_t bits) { into += static_cast<char>(bits); };
  const auto follow = [&](int shift) { byte(0x80 | (c >> shift & 0x3f)); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xc0 | c >> 6);
  } else if (c < 0x10000) {
    byte(0xe0 | c >> 12);
    follow(6);
  } else {
    byte(0xf0 | c >> 18);
    follow(12);
    follow(6);
  }
  follow(0);
}

}  // namespace

character character_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1};
  const auto bytes = std::min<std::size_t>(lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4, text.size() - at);
  char32_t value = lead & (0xffU >> (bytes + 1));
  for (const auto c : text.substr(at + 1, bytes - 1))
    value = value << 6 | (static_cast<unsigned char>(c) & 0x3fU);
  return {value, bytes};
}

letter kind_of(char32_t c) {
  if (within(digits, c)) return letter::digit;
  if (within(signs, c)) return letter::other;
  if (within(capitals, c) || is_extended_capital(c)) return letter::upper;
  if (c < 0x0e00) return letter::lower;
  if (within(katakana, c)) return letter::katakana;
  return within(unseparated, c) ? letter::unseparated : letter::lower;
}

bool needs_blank_after(char32_t c) { return c == '.' || c == '!' || c == '?' || c == 0x2026; }

bool ends_sentence(char32_t c) {
  // Ideographic and full-width ones, danda, Urdu, Armenian, Ethiopic, Burmese and Khmer full stops.
  constexpr char32_t ends[] = {U'。', U'！', U'？', U'｡', U'।', U'॥', U'؟',
                               U'۔',  U'։',  U'።',  U'፧', U'။', U'។'};
  return needs_blank_after(c) || std::find(std::begin(ends), std::end(ends), c) != std::end(ends);
}

bool is_question_mark(char32_t c) {
  return c == '?' || c == U'？' || c == U'؟' || c == U'፧' || c == U'՞' || c == 0x037e;
}

void append_folded(std::string& into, char32_t c) {
  if (kind_of(c) != letter::upper) return append(into, c);
  if (is_extended_capital(c)) return append(into, c == 0x0178 ? 0xff : c + 1);
  if (c >= 0x0400 && c <= 0x040f) return append(into, c + 80);
  if (c >= 0x0531 && c <= 0x0556) return append(into, c + 48);
  if (c >= 0x0386 && c <= 0x038f) return append(into, c);
  append(into, c + 32);
}

std::string squeezed(std::string_view text) {
  std::string out;
  bool blank = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto bytes = character_at(text, at).bytes;
    const auto one = text.substr(at, bytes);
    at += bytes;
    if (base::is_blank(one)) {
      blank = true;
    } else if (one != "*" && one != "`") {
      if (blank && !out.empty()) out += ' ';
      blank = false;
      out += one;
    }
  }
  return out;
}

}  // namespace parley::models::extractive
