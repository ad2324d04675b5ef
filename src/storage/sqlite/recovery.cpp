#include "storage/sqlite/recovery.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <vector>

#include "storage/sqlite/failure.hpp"

namespace parley::storage::sqlite {
namespace {

void check(int code, const char* doing) {
  if (code != SQLITE_OK) throw failure(code, std::string{doing} + ": " + sqlite3_errstr(code));
}

sqlite3_file* wal_file(connection& c) {
  sqlite3_file* file = nullptr;
  check(sqlite3_file_control(c.handle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &file),
        "finding the write-ahead log");
  return file && file->pMethods ? file : nullptr;
}

void write_again(sqlite3_file* file) {
  sqlite3_int64 size = 0;
  check(file->pMethods->xFileSize(file, &size), "reading the write-ahead log");
  if (size == 0) return;
  // SQLite's own VFS takes less than 128 KiB at a time.
  std::vector<char> block(64 * 1024);
  for (sqlite3_int64 at = 0; at < size; at += static_cast<sqlite3_int64>(block.size())) {
    const auto n = static_cast<int>(std::min(size - at, static_cast<sqlite3_int64>(block.size())));
    check(file->pMethods->xRead(file, block.data(), n, at), "reading the write-ahead log");
    check(file->pMethods->xWrite(file, block.data(), n, at), "writing the write-ahead log again");
  }
  check(file->pMethods->xSync(file, SQLITE_SYNC_FULL), "syncing the write-ahead log");
}

}  // namespace

void make_durable(connection& c) {
  // Under the write lock nobody else appends to the log meanwhile.
  c.run("BEGIN IMMEDIATE");
  try {
    if (auto* wal = wal_file(c)) write_again(wal);
  } catch (const failure&) {
    c.run("ROLLBACK");
    throw;
  }
  c.run("ROLLBACK");
  if (!c.checkpoint(checkpoint_mode::truncate))
    throw failure(SQLITE_BUSY, "the recovery waits for a reader to end its transaction");
}

}  // namespace parley::storage::sqlite
