#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {

/// What is shown of a message that was found.
struct excerpt {
  std::string snippet;
  double score = 0;
};

/// Asks texts once more, in a table in memory with the same tokenizer: what does not match is not
/// shown, and of what does it gives some words around the first match. Used by one thread; throws
/// `failure`.
class excerpts {
 public:
  excerpts();

  /// Whether the tokenizer finds a word in it.
  bool has_word(std::string_view phrase);

  /// One per text, in order; nullopt where it does not match.
  std::vector<std::optional<excerpt>> of(const std::vector<std::string>& texts,
                                         const std::vector<std::string>& phrases);

 private:
  struct close {
    void operator()(sqlite3* db) const noexcept;
  };
  std::unique_ptr<sqlite3, close> db_;
  std::optional<statement> insert_;
  std::optional<statement> find_;
  std::optional<statement> empty_;
  std::optional<statement> any_word_;
};

}  // namespace parley::storage::sqlite
