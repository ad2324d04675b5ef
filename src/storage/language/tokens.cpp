#include "storage/language/tokens.hpp"

#include <sqlite3.h>

#include <array>

#include "storage/language/failure.hpp"
#include "storage/language/words.hpp"

namespace parley::storage::language {
namespace {

int take(void* into, int, const char* word, int size, int, int) {
  static_cast<std::vector<std::string>*>(into)->emplace_back(word, static_cast<std::size_t>(size));
  return SQLITE_OK;
}

}  // namespace

struct tokens::methods : fts5_tokenizer {};

tokens::tokens() : db_(open_in_memory()), methods_(std::make_unique<methods>()) {
  auto* api = fts_of(db_.get());
  void* data = nullptr;
  // The same words as those of `tokenizer`.
  std::array<const char*, 2> options{"remove_diacritics", "2"};
  int code = api->xFindTokenizer(api, "unicode61", &data, methods_.get());
  if (code == SQLITE_OK)
    code = methods_->xCreate(data, options.data(), static_cast<int>(options.size()), &tokenizer_);
  if (code != SQLITE_OK) throw failure("A tokenizer cannot be made.");
}

tokens::~tokens() {
  if (tokenizer_) methods_->xDelete(tokenizer_);
}

std::vector<std::string> tokens::of(std::string_view text) {
  std::vector<std::string> found;
  const auto marked = with_marks(text);
  const int code = methods_->xTokenize(tokenizer_, &found, FTS5_TOKENIZE_DOCUMENT, marked.data(),
                                       static_cast<int>(marked.size()), take);
  if (code != SQLITE_OK) throw failure("A text cannot be taken apart.");
  return found;
}

}  // namespace parley::storage::language
