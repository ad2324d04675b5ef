#include "parley/context/estimates.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "context/tokens/costs_table.hpp"
#include "context/tokens/familiar_words.hpp"
#include "context/tokens/runs.hpp"
#include "parley/base/utf8.hpp"

namespace parley::context {

namespace {

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_small(c) || is_capital(c); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_wide(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_vowel(char c) { return std::string_view{"aeiouyAEIOUY"}.find(c) != std::string_view::npos; }

/// Tokens of a code point on its own, in hundredths.
std::int64_t cost_alone(std::uint32_t c) {
  static const auto costs = [] {
    std::vector<std::uint8_t> all;
    for_each_run(cost_runs, [&](char sign, std::size_t length) {
      all.insert(all.end(), length, static_cast<std::uint8_t>(sign - 'A'));
    });
    return all;
  }();
  return 100 * (c < costs.size() ? costs[c] : 4);
}

// Pairs and triples of signs that are one token in both encodings, the longer first.
constexpr std::string_view joined_signs[] = {"\":\"", "\",\"", "\":", "\",", "{\"", "\"}",
                                             "},",    "()",    ");",  "//",  "::",  "->"};

/// Walks over one text and adds up hundredths of tokens.
class walk {
 public:
  explicit walk(std::string_view text) : start_(text.data()), p_(start_), end_(p_ + text.size()) {}

  std::int64_t hundredths() {
    while (p_ != end_) {
      if (is_letter(*p_))
        word();
      else if (is_digit(*p_))
        digits();
      else if (is_blank(*p_))
        blanks();
      else if (is_wide(*p_))
        wide();
      else
        signs();
    }
    return sum_;
  }

 private:
  /// One run of ASCII letters and what its price depends on.
  struct letters {
    std::string_view text;
    std::int64_t turns = 0;  ///< changes between small letters and capitals
    bool plain = false;      ///< small, or with a capital initial
    bool speakable = true;   ///< no five consonants in a row
    bool whole = true;       ///< no letter beyond ASCII beside it
    familiarity known = familiarity::none;
  };

  letters next_letters() {
    const char* const begin = p_;
    letters word;
    int consonants = 0;
    for (; p_ != end_ && is_letter(*p_); ++p_) {
      if (p_ != begin && is_capital(*p_) != is_capital(p_[-1])) ++word.turns;
      consonants = is_vowel(*p_) ? 0 : consonants + 1;
      if (consonants == 5) word.speakable = false;
    }
    word.text = {begin, static_cast<std::size_t>(p_ - begin)};
    const bool initial = is_capital(*begin) && word.text.size() > 1 && is_small(begin[1]);
    word.plain =
        word.turns == 0 ? is_small(*begin) || word.text.size() == 1 : word.turns == 1 && initial;
    word.whole = (begin == start_ || !is_wide(begin[-1])) && (p_ == end_ || !is_wide(*p_));
    if (word.plain && word.whole) word.known = familiarity_of(word.text);
    return word;
  }

  void word() {
    const auto word = next_letters();
    const auto size = static_cast<std::int64_t>(word.text.size());
    if (size > 2) {  // shorter ones say nothing about the language
      english_ = std::clamp(english_ + (word.known == familiarity::english ? 2 : -1), 0, 8);
      western_ = std::clamp(western_ + (word.known != familiarity::none ? 4 : -1), 0, 9);
    }
    const bool ordinary = word.plain && word.speakable;
    if (word.known == familiarity::english)
      sum_ += 100;
    else if (ordinary && word.whole && size <= 14 && english_ >= 2)
      sum_ += 100 + 15 * std::max<std::int64_t>(size - 4, 0);
    else if (ordinary && size <= 20 && western_ >= 2)
      sum_ += 100 + 45 * std::max<std::int64_t>(size - 3, 0);
    else
      sum_ += unfamiliar(word, size);
  }

  static std::int64_t unfamiliar(const letters& word, std::int64_t size) {
    const bool capitals = word.turns == 0 && !word.plain;
    if (capitals && size > 8) return 40 + 100 * size;
    const auto first = std::min<std::int64_t>(size, 16);
    return 40 + (capitals ? 75 : 65) * first + 100 * (size - first) + 36 * word.turns;
  }

  void digits() {
    const char* const begin = p_;
    while (p_ != end_ && is_digit(*p_)) ++p_;
    sum_ += (p_ - begin + 2) / 3 * 100;
  }

  void blanks() {
    const char* const begin = p_;
    char last = 0;
    std::int64_t same = 0;
    for (; p_ != end_ && is_blank(*p_); ++p_) {
      same = *p_ == last ? same + 1 : 1;
      last = *p_;
      // Runs of blanks, tabs and line feeds are tokens up to ten and more.
      const bool runs = last == ' ' || last == '\t' || last == '\n';
      if (!runs || same % 8 == 1) sum_ += 100;
    }
    if (p_ == end_) return;
    // The last blank goes to the word or the signs behind it. A digit takes none, nor does a word a
    // tab out of a run; beyond ASCII it may cost what it costs alone.
    const bool alone = is_digit(*p_) || is_wide(*p_);
    if (last == ' ' && p_ - begin == 1 && !alone) sum_ -= 100;
    if (last == ' ' && p_ - begin > 1 && alone) sum_ += 100;
    if (last == '\t' && same > 1 && !is_digit(*p_)) sum_ += 100;
  }

  void signs() {
    const char c = *p_;
    const std::string_view left{p_, static_cast<std::size_t>(end_ - p_)};
    for (const auto joined : joined_signs) {
      if (!left.starts_with(joined)) continue;
      sum_ += 100;
      p_ += joined.size();
      return;
    }
    std::int64_t same = 0;
    while (p_ != end_ && *p_ == c) ++p_, ++same;
    sum_ += 100 + (same - 1) * 50;
  }

  void wide() {
    const auto lead = static_cast<unsigned char>(*p_);
    const std::ptrdiff_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    std::uint32_t c = lead & (0xffu >> (size + 1));
    const char* const behind = p_ + std::min(size, end_ - p_);
    while (++p_ != behind) c = c << 6 | (static_cast<unsigned char>(*p_) & 0x3f);
    sum_ += cost_alone(c);
  }

  const char* const start_;
  const char* p_;
  const char* end_;
  std::int64_t sum_ = 0;
  int english_ = 0;
  int western_ = 0;
};

}  // namespace

std::int64_t characters_counter::count(std::string_view text) const {
  return static_cast<std::int64_t>((base::code_points(text) + 3) / 4);
}

std::int64_t safe_counter::count(std::string_view text) const {
  if (text.empty()) return 0;
  return (walk{text}.hundredths() + 99) / 100 + 2;
}

}  // namespace parley::context
