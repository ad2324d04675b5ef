#include "storage/sqlite/failure.hpp"

#include <sqlite3.h>

namespace parley::storage::sqlite {

failure failure::of(sqlite3* db, const std::string& doing) {
  return {sqlite3_extended_errcode(db), doing + ": " + sqlite3_errmsg(db)};
}

bool failure::is_io() const {
  switch (code_ & 0xff) {
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
      return true;
    default:
      return false;
  }
}

bool failure::is_temporary() const {
  switch (code_ & 0xff) {
    case SQLITE_FULL:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return true;
    default:
      return is_io();
  }
}

base::status failure::to_status() const {
  if (!is_temporary())
    return {base::errc::internal, "", std::string("the store failed: ") + what()};
  constexpr std::int64_t retry_after_ms = 1000;
  return {base::errc::unavailable, "", std::string("the store is away: ") + what(), retry_after_ms};
}

}  // namespace parley::storage::sqlite
