#pragma once

#include "context/tokens/categories.hpp"
#include "parley/context/bpe.hpp"

namespace parley::context {

/// Cuts a text into the pieces within which bytes are paired: what the pattern of an encoding
/// matches, one match after the other. Both patterns match any text whole. They are those of
/// `tiktoken_ext/openai_public.py` in the repository openai/tiktoken. Alternatives, in their order:
///
///     cl100k_base: (?i:'s|'t|'re|'ve|'m|'ll|'d)
///                  [^\r\n\p{L}\p{N}]?\p{L}+
///                  \p{N}{1,3}
///                  ' '?[^\s\p{L}\p{N}]+[\r\n]*
///                  \s*[\r\n]+
///                  \s+(?!\S)
///                  \s+
///     o200k_base:  [^\r\n\p{L}\p{N}]?A*B+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
///                  [^\r\n\p{L}\p{N}]?A+B*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
///                  \p{N}{1,3}
///                  ' '?[^\s\p{L}\p{N}]+[\r\n/]*
///                  and white space as above,
///                  where A = [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}] and B = [\p{Ll}\p{Lm}\p{Lo}\p{M}]
///
/// Newer versions write the end of cl100k_base as `\s++$|\s*[\r\n]|\s+(?!\S)|\s`, which gives the
/// same counts: the pieces differ only in white space behind the last line feed of a text, and no
/// token has a blank behind a line feed.
class pre_tokenizer {
 public:
  explicit pre_tokenizer(bpe_encoding encoding)
      : table_(category_table::get()), encoding_(encoding) {}

  /// Where the piece ends that begins at `p`, which is before `end`. A byte that is no part of
  /// well-formed UTF-8 is taken for a sign.
  const char* piece_end(const char* p, const char* end) const {
    return encoding_ == bpe_encoding::cl100k_base ? cl100k(p, end) : o200k(p, end);
  }

 private:
  struct seen {
    std::uint8_t what;  ///< 0 at the end
    std::uint8_t size;  ///< bytes
  };
  struct word {
    const char* end;
    bool tail;  ///< of the first alternative, which ends in [\p{Ll}\p{Lm}\p{Lo}\p{M}]
  };

  seen look(const char* p, const char* end) const;
  seen look_wide(const char* p, const char* end) const;
  const char* skip(const char* p, const char* end, std::uint8_t set) const;
  const char* cl100k(const char* p, const char* end) const;
  const char* o200k(const char* p, const char* end) const;
  word o200k_word(const char* p, const char* end) const;
  const char* number_end(const char* p, const char* end) const;
  const char* blank_end(const char* p, const char* end) const;

  const category_table& table_;
  bpe_encoding encoding_;
};

}  // namespace parley::context
