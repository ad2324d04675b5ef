#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/language/fts.hpp"
#include "storage/sqlite/statement.hpp"

namespace parley::storage::language {

/// What is shown of a message that was found.
struct excerpt {
  std::string snippet;
  double score = 0;
};

/// Asks texts once more, in a table in memory with the same tokenizer: what does not match is not
/// shown, and of what does it gives some words around the first match. Used by one thread; throws
/// `failure`, after which it is of no use.
class excerpts {
 public:
  excerpts();

  /// Whether the tokenizer finds a word in it.
  bool has_word(std::string_view phrase);

  /// One per text, in order; nullopt where it does not match.
  std::vector<std::optional<excerpt>> of(const std::vector<std::string>& texts,
                                         const std::vector<std::string>& phrases);

 private:
  void prepare();
  bool ask_for_word(std::string_view phrase);
  std::vector<std::optional<excerpt>> ask_for(const std::vector<std::string>& texts,
                                              const std::vector<std::string>& phrases);

  memory_database db_;
  std::optional<sqlite::statement> insert_;
  std::optional<sqlite::statement> find_;
  std::optional<sqlite::statement> empty_;
  std::optional<sqlite::statement> any_word_;
};

}  // namespace parley::storage::language
