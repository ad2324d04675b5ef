#include "storage/language/words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace parley::storage::language {
namespace {

/// A control character: the tokenizer skips it, and no text shows it.
constexpr char mark = '\x1f';

struct range {
  std::uint32_t first;
  std::uint32_t last;
};

// Blocks of Unicode 15 whose letters are written without blanks between words, or, in Korean, with
// endings that are: Hangul, Bopomofo, Kana, Han, Yi, and their compatibility and half-width forms.
constexpr std::array unseparated{
    range{0x1100, 0x11ff},  range{0x2e80, 0x2fdf}, range{0x3005, 0x3007},   range{0x3021, 0x3029},
    range{0x3031, 0x3035},  range{0x3038, 0x303b}, range{0x3041, 0x3096},   range{0x309d, 0x309f},
    range{0x30a1, 0x30fa},  range{0x30fc, 0x318e}, range{0x31a0, 0x31bf},   range{0x31f0, 0x31ff},
    range{0x3400, 0x4dbf},  range{0x4e00, 0xa4cf}, range{0xa960, 0xa97c},   range{0xac00, 0xd7fb},
    range{0xf900, 0xfaff},  range{0xff66, 0xffdc}, range{0x16fe0, 0x18cff}, range{0x1aff0, 0x1b2ff},
    range{0x20000, 0x3ffff}};

bool is_unseparated(std::uint32_t c) {
  const auto* at = std::find_if(unseparated.begin(), unseparated.end(),
                                [c](const range& r) { return c <= r.last; });
  return at != unseparated.end() && c >= at->first;
}

/// Bytes of the code point that begins with that byte.
std::size_t length_of(unsigned char lead) {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

std::uint32_t code_point(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes.front());
  if (bytes.size() == 1) return lead;
  std::uint32_t value = lead & (0xffU >> (bytes.size() + 1));
  for (const auto byte : bytes.substr(1))
    value = value << 6 | (static_cast<unsigned char>(byte) & 0x3fU);
  return value;
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// What is no ASCII is left to the tokenizer, which knows the properties of characters.
bool may_be_word(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
  });
}

void quote(std::string& into, std::string_view text) {
  into += '"';
  for (const auto c : text) {
    if (c == '"') into += '"';
    into += c;
  }
  into += '"';
}

}  // namespace

bool is_unseparated(std::string_view word) {
  return word.size() >= 3 && word.size() == length_of(static_cast<unsigned char>(word.front())) &&
         is_unseparated(code_point(word));
}

std::string with_marks(std::string_view text) {
  std::string marked;
  marked.reserve(text.size() + 16);
  bool open = false;  // the last thing written was such a character
  for (std::size_t at = 0; at < text.size();) {
    const auto n = std::min(length_of(static_cast<unsigned char>(text[at])), text.size() - at);
    const auto bytes = text.substr(at, n);
    // The first such block begins at three bytes.
    const bool alone = n >= 3 && is_unseparated(code_point(bytes));
    if (alone || open) marked += mark;
    marked += bytes;
    open = alone;
    at += n;
  }
  return marked;
}

std::string without_marks(std::string_view text) {
  std::string plain{text};
  std::erase(plain, mark);
  return plain;
}

std::vector<std::string> phrases_of(std::string_view question) {
  std::vector<std::string> phrases;
  const auto take = [&](std::string_view phrase) {
    if (may_be_word(phrase)) phrases.push_back(with_marks(phrase));
  };
  for (std::size_t at = 0; at < question.size();) {
    if (is_blank(question[at])) {
      ++at;
    } else if (question[at] == '"') {
      const auto end = std::min(question.find('"', at + 1), question.size());
      take(question.substr(at + 1, end - at - 1));
      at = end + 1;
    } else {
      auto end = at;
      while (end < question.size() && !is_blank(question[end]) && question[end] != '"') ++end;
      take(question.substr(at, end - at));
      at = end;
    }
  }
  return phrases;
}

std::string match_of(const std::vector<std::string>& phrases,
                     const std::vector<std::string>& scopes) {
  std::string expression;
  if (!scopes.empty()) {
    expression = "{scope} : (";
    for (std::size_t i = 0; i < scopes.size(); ++i) {
      if (i > 0) expression += " OR ";
      quote(expression, scopes[i]);
    }
    expression += ")";
  }
  for (const auto& phrase : phrases) {
    if (!expression.empty()) expression += " AND ";
    expression += "{content} : ";
    quote(expression, phrase);
  }
  return expression;
}

}  // namespace parley::storage::language
