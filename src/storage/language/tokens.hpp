#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/language/fts.hpp"

struct Fts5Tokenizer;

namespace parley::storage::language {

/// The words of a text, in order, as the index compares them: in lower case, without accents, each
/// character of writing without blanks by itself. Used by one thread; throws `failure`.
class tokens {
 public:
  tokens();
  ~tokens();
  tokens(const tokens&) = delete;
  tokens& operator=(const tokens&) = delete;

  std::vector<std::string> of(std::string_view text);

 private:
  struct methods;
  memory_database db_;
  std::unique_ptr<methods> methods_;
  Fts5Tokenizer* tokenizer_ = nullptr;
};

}  // namespace parley::storage::language
