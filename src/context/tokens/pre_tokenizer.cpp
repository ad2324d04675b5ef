#include "context/tokens/pre_tokenizer.hpp"

#include <cstring>

namespace parley::context {

namespace {

constexpr std::uint8_t letters = letter | upper | lower;
constexpr std::uint8_t blanks = space | newline;
constexpr std::uint8_t signs = other | mark;              // [^\s\p{L}\p{N}]
constexpr std::uint8_t before_word = signs | space;       // [^\r\n\p{L}\p{N}]
constexpr std::uint8_t headings = upper | letter | mark;  // [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]
constexpr std::uint8_t tails = lower | letter | mark;     // [\p{Ll}\p{Lm}\p{Lo}\p{M}]

/// The code point of well-formed UTF-8 of two bytes and more; 0 when it is none.
std::uint32_t decoded(const unsigned char* p, std::ptrdiff_t left, std::uint8_t& size) {
  const auto follows = [&](int i) { return (p[i] & 0xc0) == 0x80; };
  const auto bits = [&](int i) { return static_cast<std::uint32_t>(p[i] & 0x3f); };
  if (p[0] >= 0xc2 && p[0] < 0xe0 && left > 1 && follows(1)) {
    size = 2;
    return static_cast<std::uint32_t>(p[0] & 0x1f) << 6 | bits(1);
  }
  if (p[0] >= 0xe0 && p[0] < 0xf0 && left > 2 && follows(1) && follows(2)) {
    size = 3;
    return static_cast<std::uint32_t>(p[0] & 0xf) << 12 | bits(1) << 6 | bits(2);
  }
  if (p[0] >= 0xf0 && p[0] < 0xf5 && left > 3 && follows(1) && follows(2) && follows(3)) {
    size = 4;
    return static_cast<std::uint32_t>(p[0] & 7) << 18 | bits(1) << 12 | bits(2) << 6 | bits(3);
  }
  return 0;
}

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Behind `(?i:'s|'t|'re|'ve|'m|'ll|'d)` at `p`, or `p`.
const char* contraction_end(const char* p, const char* end) {
  if (end - p < 2 || *p != '\'') return p;
  const char first = small(p[1]);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return p + 2;
  if (end - p < 3) return p;
  const char second = small(p[2]);
  if ((first == 'r' || first == 'v') && second == 'e') return p + 3;
  if (first == 'l' && second == 'l') return p + 3;
  // U+017F, the long s, is an s where case is ignored (Unicode's simple case folding).
  if (p[1] == '\xc5' && p[2] == '\xbf') return p + 3;
  return p;
}

}  // namespace

inline pre_tokenizer::seen pre_tokenizer::look(const char* p, const char* end) const {
  if (p == end) return {0, 0};
  const auto c = static_cast<unsigned char>(*p);
  if (c < 0x80) return {table_.ascii(c), 1};
  return look_wide(p, end);
}

pre_tokenizer::seen pre_tokenizer::look_wide(const char* p, const char* end) const {
  std::uint8_t size = 1;
  const auto c = decoded(reinterpret_cast<const unsigned char*>(p), end - p, size);
  if (size == 1 || c > 0x10ffff) return {other, 1};
  return {table_.of(c), size};
}

inline const char* pre_tokenizer::skip(const char* p, const char* end, std::uint8_t set) const {
  for (;;) {
    const auto next = look(p, end);
    if ((next.what & set) == 0) return p;
    p += next.size;
  }
}

/// Behind one to three numbers; the first is one.
const char* pre_tokenizer::number_end(const char* p, const char* end) const {
  for (int i = 0; i < 3; ++i) {
    const auto next = look(p, end);
    if (next.what != number) break;
    p += next.size;
  }
  return p;
}

/// Behind `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line end of the run, else all of it but the
/// blank that the next word takes.
const char* pre_tokenizer::blank_end(const char* p, const char* end) const {
  const char* behind_newline = nullptr;
  const char* last = p;
  const char* q = p;
  for (auto next = look(q, end); (next.what & blanks) != 0; next = look(q, end)) {
    last = q;
    q += next.size;
    if (next.what == newline) behind_newline = q;
  }
  if (behind_newline) return behind_newline;
  return q == end || last == p ? q : last;
}

const char* pre_tokenizer::cl100k(const char* p, const char* end) const {
  if (const char* behind = contraction_end(p, end); behind != p) return behind;
  const auto first = look(p, end);
  const char* const second = p + first.size;
  if (first.what & letters) return skip(second, end, letters);
  if (first.what == number) return number_end(p, end);
  const auto next = look(second, end);
  if ((first.what & before_word) && (next.what & letters))
    return skip(second + next.size, end, letters);
  if ((first.what & signs) || (*p == ' ' && (next.what & signs)))
    return skip(skip(second, end, signs), end, newline);
  return blank_end(p, end);
}

/// What the first two alternatives match from `p` on, without the sign before a word and the
/// contraction behind it. Its end is `p` when neither matches.
pre_tokenizer::word pre_tokenizer::o200k_word(const char* p, const char* end) const {
  // The first takes as many headings as it can and then needs a tail. Where none follows, it gives
  // headings back up to the last that is a tail too. Only without one is it the second's turn.
  const char* behind_both = nullptr;
  const char* q = p;
  auto next = look(q, end);
  for (; (next.what & headings) != 0; next = look(q, end)) {
    q += next.size;
    if (next.what & tails) behind_both = q;
  }
  if (next.what & tails) return {skip(q + next.size, end, tails), true};
  if (behind_both) return {behind_both, true};
  return {q, false};
}

const char* pre_tokenizer::o200k(const char* p, const char* end) const {
  const auto first = look(p, end);
  const char* const second = p + first.size;
  if (first.what & letters) return contraction_end(o200k_word(p, end).end, end);
  if (first.what == number) return number_end(p, end);
  if (first.what & before_word) {
    const auto behind = o200k_word(second, end);
    // Before capitals alone a mark is the tail of a word of its own, which is tried before them.
    if (first.what == mark && !behind.tail) return contraction_end(second, end);
    if (behind.end != second) return contraction_end(behind.end, end);
  }
  if ((first.what & signs) || (*p == ' ' && (look(second, end).what & signs))) {
    const char* q = skip(second, end, signs);
    while (q != end && (*q == '\r' || *q == '\n' || *q == '/')) ++q;
    return q;
  }
  return blank_end(p, end);
}

}  // namespace parley::context
