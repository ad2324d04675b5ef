#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::storage::language {

/// How text and questions come into the index. The tokenizer of FTS5 takes runs of letters and
/// digits as words, which Chinese, Japanese and Korean writing does not separate. So each such
/// character is made a word of its own by a mark on both of its sides; what is asked for in such
/// writing is a phrase of these words, and is found whatever it is a part of.

/// The tokenizer's name and options; a change needs a new `index_version`.
inline constexpr const char* tokenizer = "unicode61 remove_diacritics 2";

/// Whether a word is one character of such writing.
bool is_unseparated(std::string_view word);

/// The text with marks; equal to `text` when it has no such character.
std::string with_marks(std::string_view text);
/// What is shown of it.
std::string without_marks(std::string_view text);

/// The phrases of a question: what stands between double quotes, and each word outside of them. A
/// quote that is not closed reaches to the end. Without those that have no letter or digit.
std::vector<std::string> phrases_of(std::string_view question);

/// An expression for MATCH that finds every phrase in the column `content`, and in the column
/// `scope` one of `scopes`, unless there are none.
std::string match_of(const std::vector<std::string>& phrases,
                     const std::vector<std::string>& scopes);

}  // namespace parley::storage::language
