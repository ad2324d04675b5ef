#include "storage/language/fts.hpp"

#include <sqlite3.h>

#include "storage/language/failure.hpp"

namespace parley::storage::language {

void close_database::operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }

memory_database open_in_memory() {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(
      ":memory:", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  memory_database db{raw};
  if (code != SQLITE_OK) throw failure("A table in memory cannot be opened.");
  return db;
}

fts5_api* fts_of(sqlite3* db) {
  fts5_api* api = nullptr;
  sqlite3_stmt* ask = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &ask, nullptr) == SQLITE_OK) {
    sqlite3_bind_pointer(ask, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(ask);
  }
  sqlite3_finalize(ask);
  if (!api) throw failure("This SQLite has no FTS5.");
  return api;
}

}  // namespace parley::storage::language
