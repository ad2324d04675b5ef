#include "models/extractive/tokens.hpp"

#include "models/extractive/letters.hpp"

namespace parley::models::extractive {

namespace {

bool is_spaced(letter l) { return l == letter::digit || l == letter::lower || l == letter::upper; }

/// What may stand within a word: 1,200.50 and 11:30 and 2026/01/02 between digits, a_b, a-b,
/// a.b@c.d between any.
bool joins(char32_t c, letter before, letter after) {
  if (!is_spaced(before) || !is_spaced(after)) return false;
  if (c == '_' || c == '-' || c == '.' || c == '@' || c == 0x2011) return true;
  const bool numbers = before == letter::digit && after == letter::digit;
  return numbers && (c == ',' || c == ':' || c == '/');
}

struct shape {
  std::size_t characters = 0;
  std::size_t digits = 0;
  std::size_t capitals = 0;
  std::size_t letters = 0;
  bool leads = false;  ///< begins with a capital
  bool snake = false;
  bool address = false;
};

concept_kind kind_of_word(const shape& s) {
  if (s.address || (s.digits > 0 && s.letters > 0)) return concept_kind::id;
  if (s.snake) return s.digits > 0 ? concept_kind::id : concept_kind::name;
  if (s.digits > 0) return s.characters == 1 ? concept_kind::figure : concept_kind::number;
  return concept_kind::word;
}

}  // namespace

bool token_reader::next(token& into) {
  while (at_ < text_.size()) {
    const auto c = character_at(text_, at_);
    const auto kind = kind_of(c.value);
    if (kind == letter::other) {
      if (ends_sentence(c.value) || c.value == '\n') sentence_begins_ = true;
      at_ += c.bytes;
    } else if (is_spaced(kind) ? read_word(into) : read_unseparated(into)) {
      return true;
    }
  }
  return false;
}

bool token_reader::read_word(token& into) {
  into = {};
  shape s;
  auto before = letter::other;
  while (at_ < text_.size()) {
    const auto c = character_at(text_, at_);
    const auto kind = kind_of(c.value);
    if (!is_spaced(kind)) {
      const auto after = at_ + c.bytes;
      const auto follows =
          after < text_.size() ? kind_of(character_at(text_, after).value) : letter::other;
      if (!joins(c.value, before, follows)) break;
      s.snake |= c.value == '_';
      s.address |= c.value == '@';
    }
    if (s.characters == 0) s.leads = kind == letter::upper;
    ++s.characters;
    s.digits += kind == letter::digit ? 1 : 0;
    s.letters += kind == letter::lower || kind == letter::upper ? 1 : 0;
    s.capitals += kind == letter::upper ? 1 : 0;
    append_folded(into.key, c.value);
    before = kind;
    at_ += c.bytes;
  }
  into.first = sentence_begins_;
  sentence_begins_ = false;
  into.kind = kind_of_word(s);
  if (into.kind != concept_kind::word) return true;
  // All capitals are an abbreviation or a code wherever they stand.
  const bool code = s.capitals == s.letters && s.letters >= 2;
  into.capital = s.leads && s.letters >= 2;
  if (code) into.first = false;
  return s.characters > 2 || code;
}

bool token_reader::read_unseparated(token& into) {
  into = {};
  const auto c = character_at(text_, at_);
  const auto kind = kind_of(c.value);
  auto end = at_ + c.bytes;
  sentence_begins_ = false;
  if (kind == letter::katakana) {
    while (end < text_.size()) {
      const auto next = character_at(text_, end);
      if (kind_of(next.value) != letter::katakana) break;
      end += next.bytes;
    }
    into.kind = concept_kind::name;
    into.key = text_.substr(at_, end - at_);
    at_ = end;
    return into.key.size() > c.bytes;
  }
  // Pairs that overlap are what words of such scripts are looked up by.
  const auto next = end < text_.size() ? character_at(text_, end) : character{};
  const bool pair = end < text_.size() && kind_of(next.value) == kind;
  if (pair) into.key = text_.substr(at_, c.bytes + next.bytes);
  at_ = end;
  return pair;
}

}  // namespace parley::models::extractive
