#include "storage/language/excerpt.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "storage/language/failure.hpp"
#include "storage/language/words.hpp"
#include "storage/sqlite/failure.hpp"

namespace parley::storage::language {
namespace {

/// parley_share(t): words of the row that belong to a match, divided by all of its words.
void share_of_words(const Fts5ExtensionApi* api, Fts5Context* row, sqlite3_context* answer, int,
                    sqlite3_value**) {
  int matches = 0;
  int words = 0;
  int code = api->xInstCount(row, &matches);
  if (code == SQLITE_OK) code = api->xColumnSize(row, 0, &words);
  std::int64_t matched = 0;
  for (int i = 0; code == SQLITE_OK && i < matches; ++i) {
    int phrase = 0;
    int column = 0;
    int offset = 0;
    code = api->xInst(row, i, &phrase, &column, &offset);
    if (code == SQLITE_OK) matched += api->xPhraseSize(row, phrase);
  }
  if (code != SQLITE_OK) return sqlite3_result_error_code(answer, code);
  // A word may belong to two phrases.
  sqlite3_result_double(answer,
                        words > 0 ? std::min(1.0, static_cast<double>(matched) / words) : 0);
}

/// Does it; what SQLite throws is thrown as our own.
template <class F>
auto guarded(F work) -> decltype(work()) {
  try {
    return work();
  } catch (const sqlite::failure& f) {
    throw failure(std::string{"A text cannot be shown: "} + f.what());
  }
}

}  // namespace

excerpts::excerpts() : db_(open_in_memory()) {
  guarded([this] { prepare(); });
}

void excerpts::prepare() {
  auto* raw = db_.get();
  auto* api = fts_of(raw);
  api->xCreateFunction(api, "parley_share", nullptr, share_of_words, nullptr);
  const auto table = std::string{"CREATE VIRTUAL TABLE hit USING fts5(content, tokenize='"} +
                     tokenizer + "'); CREATE VIRTUAL TABLE word USING fts5vocab(hit, row)";
  if (sqlite3_exec(raw, table.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw sqlite::failure::of(raw, "making a table in memory");
  insert_.emplace(raw, "INSERT INTO hit (rowid, content) VALUES (?,?)");
  find_.emplace(raw,
                "SELECT rowid, snippet(hit, 0, '[', ']', '\u2026', 32), parley_share(hit) "
                "FROM hit WHERE hit MATCH ?");
  empty_.emplace(raw, "DELETE FROM hit");
  any_word_.emplace(raw, "SELECT 1 FROM word LIMIT 1");
}

bool excerpts::has_word(std::string_view phrase) {
  return guarded([&] { return ask_for_word(phrase); });
}

bool excerpts::ask_for_word(std::string_view phrase) {
  insert_->bind_all(std::int64_t{1}, phrase);
  insert_->run();
  bool found = false;
  {
    sqlite::running row{*any_word_};
    found = row->step();
  }
  empty_->run();
  return found;
}

std::vector<std::optional<excerpt>> excerpts::of(const std::vector<std::string>& texts,
                                                 const std::vector<std::string>& phrases) {
  return guarded([&] { return ask_for(texts, phrases); });
}

std::vector<std::optional<excerpt>> excerpts::ask_for(const std::vector<std::string>& texts,
                                                      const std::vector<std::string>& phrases) {
  std::vector<std::optional<excerpt>> found(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto marked = with_marks(texts[i]);
    insert_->bind_all(static_cast<std::int64_t>(i) + 1, std::string_view{marked});
    insert_->run();
  }
  {
    sqlite::running row{*find_};
    const auto wanted = match_of(phrases, {});
    row->bind_all(std::string_view{wanted});
    while (row->step())
      found[static_cast<std::size_t>(row->integer(0)) - 1] =
          excerpt{without_marks(row->text(1)), row->real(2)};
  }
  empty_->run();
  return found;
}

}  // namespace parley::storage::language
