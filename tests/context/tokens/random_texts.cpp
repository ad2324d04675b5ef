#include "context/tokens/random_texts.hpp"

#include <iterator>

namespace parley::tests {

namespace {

constexpr const char* words[] = {"the",
                                 "Hello",
                                 "HTTPServer",
                                 "camelCase",
                                 "XMLHttpRequest",
                                 "return",
                                 "naïve",
                                 "Größe",
                                 "ÀÉ",
                                 "Привет",
                                 "мир",
                                 "日本語",
                                 "こんにちは",
                                 "한국어",
                                 "ภาษาไทย",
                                 "हिन्दी",
                                 "العربية",
                                 "שלום",
                                 "ελληνικά",
                                 "ქართული",
                                 "Հայերեն",
                                 "বাংলা",
                                 "தமிழ்",
                                 "አማርኛ",
                                 "ខ្មែរ",
                                 "Ǆ",
                                 "ǅ",
                                 "ǆ",
                                 "İstanbul",
                                 "ﬁ",
                                 "ß",
                                 "e\u0301",
                                 "\u0301",
                                 "\u20dd",
                                 "ʰ",
                                 "ª",
                                 "½",
                                 "²³",
                                 "Ⅷ",
                                 "१२३",
                                 "٣٤",
                                 "１２",
                                 "12345",
                                 "1",
                                 "99",
                                 "🙂",
                                 "👩‍👩‍👧‍👦",
                                 "🇩🇪",
                                 "👍🏽",
                                 "❤️",
                                 "//",
                                 "/",
                                 "!!!",
                                 "{}",
                                 "->",
                                 "<|endoftext|>",
                                 "_",
                                 "$x",
                                 "\\n",
                                 "\ufffd",
                                 "。",
                                 "、",
                                 "“",
                                 "—",
                                 "…",
                                 "://",
                                 "\"},{\"",
                                 "==",
                                 "\u200b",
                                 "\u200d",
                                 "\ufe0f"};
constexpr const char* blanks[] = {
    " ",      " ",      " ",      "  ",     "\t",     "\n",     "\r",     "\r\n",   "\n\n",
    "   ",    "\n  ",   "\v",     "\f",     "\u0085", "\u00a0", "\u1680", "\u2003", "\u2028",
    "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff", "\u180e", " \n ",   "\t\t"};
constexpr const char* contractions[] = {"'s",  "'S",  "'t",  "'re", "'Re", "'VE", "'ve",
                                        "'ll", "'lL", "'d",  "'m",  "'M",  "'x",  "'",
                                        "’s",  "'ſ",  "'ſt", "'l",  "'r",  "''s", "'\u212a"};
constexpr const char* repeated[] = {"A", "b", "中",   "ʰ", "\u0301", "Z",  "ǅ",    " ", "\n",
                                    "/", "0", "🙂", "=", "é",      "ab", "\r\n", "-", "я"};

}  // namespace

std::string encoded(std::uint32_t c) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3f)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xc0 | c >> 6), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xe0 | c >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | c >> 18), tail(12), tail(6), tail(0)};
}

/// From anywhere, the planes with most assigned code points before the others.
std::string random_texts::anything() {
  constexpr std::size_t limits[] = {0x80, 0x800, 0x3000, 0x10000, 0x20000, 0x110000};
  const auto c = below(limits[below(std::size(limits))]);
  return encoded(c >= 0xd800 && c <= 0xdfff ? 'x' : static_cast<std::uint32_t>(c));
}

std::string random_texts::piece() {
  std::string text;
  switch (below(16)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
      return words[below(std::size(words))];
    case 5:
    case 6:
    case 7:
    case 8:
      return blanks[below(std::size(blanks))];
    case 9:
    case 10:
      return contractions[below(std::size(contractions))];
    case 11:
      for (auto n = 1 + below(14); n > 0; --n) text += "etaoinsrhldcumETAOIN"[below(20)];
      return text;
    case 12: {
      const auto* unit = repeated[below(std::size(repeated))];
      for (auto n = 1 + below(below(20) == 0 ? 400 : 6); n > 0; --n) text += unit;
      return text;
    }
    case 13:
      for (auto n = 1 + below(6); n > 0; --n) text += static_cast<char>(32 + below(95));
      return text;
    default:
      return anything();
  }
}

std::string random_texts::next(std::size_t pieces_max) {
  std::string text;
  for (auto n = 1 + below(pieces_max); n > 0; --n) text += piece();
  return text;
}

}  // namespace parley::tests
