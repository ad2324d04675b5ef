#pragma once

#include <string>
#include <string_view>

#include "models/extractive/concepts.hpp"

namespace parley::models::extractive {

/// A word as it stands in a text, or a pair of characters of a script without blanks.
struct token {
  std::string key;  ///< in lower case
  concept_kind kind = concept_kind::word;
  bool capital = false;  ///< written like a name, in whatever place
  bool first = false;    ///< of its sentence, where a capital says nothing
};

/// Gives the tokens of a text one after the other.
class token_reader {
 public:
  explicit token_reader(std::string_view text) : text_(text) {}

  /// False at the end. Words of one or two small letters, which every language has for grammar, are
  /// passed over.
  bool next(token& into);

 private:
  bool read_word(token& into);
  bool read_unseparated(token& into);

  std::string_view text_;
  std::size_t at_ = 0;
  bool sentence_begins_ = true;
};

}  // namespace parley::models::extractive
