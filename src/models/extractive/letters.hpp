#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parley::models::extractive {

/// What a character is to one who looks for words without a dictionary.
enum class letter {
  other,  ///< blanks, punctuation, symbols
  digit,
  lower,  ///< also the letters of scripts without case: Arabic, Hebrew, Hangul, ...
  upper,
  katakana,     ///< writes names and loan words in Japanese
  unseparated,  ///< Han, Hiragana, Thai, ...: no blanks between words
};

struct character {
  char32_t value = 0;
  std::size_t bytes = 1;
};

/// The one that begins at `at` of well-formed UTF-8.
character character_at(std::string_view text, std::size_t at);

letter kind_of(char32_t c);

/// True for what ends a sentence in any script: `.` and its like need a blank after them.
bool ends_sentence(char32_t c);
bool needs_blank_after(char32_t c);
bool is_question_mark(char32_t c);

/// Appends the character in lower case, as far as Latin, Greek, Cyrillic and Armenian go.
void append_folded(std::string& into, char32_t c);

/// Every run of white space becomes one blank, none at the ends; marks of emphasis (`*` and
/// backquotes) go.
std::string squeezed(std::string_view text);

}  // namespace parley::models::extractive
