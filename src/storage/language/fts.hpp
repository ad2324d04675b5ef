#pragma once

#include <memory>

struct fts5_api;
struct sqlite3;

namespace parley::storage::language {

struct close_database {
  void operator()(sqlite3* db) const noexcept;
};
using memory_database = std::unique_ptr<sqlite3, close_database>;

/// An empty database in memory, whatever driver the store has. Throws `failure`.
memory_database open_in_memory();

/// What SQLite offers to those who know its full-text search. Throws `failure`.
fts5_api* fts_of(sqlite3* db);

}  // namespace parley::storage::language
