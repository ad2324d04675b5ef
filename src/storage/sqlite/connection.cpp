#include "storage/sqlite/connection.hpp"

#include <sqlite3.h>

#include "parley/base/utf8.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {
namespace {

// The page size takes effect in a new file only. `journal_mode` comes after it, since a file in
// WAL mode keeps its page size, and after `synchronous`: on the way to WAL mode a new file has a
// rollback journal, whose deletion must be on the disk. A journal that came back after a power loss
// would roll everything back. For a write-ahead log EXTRA is the same as FULL. Foreign keys are
// checked by the code that writes, in its own order.
constexpr const char* common_pragmas =
    "PRAGMA page_size = 8192;"
    "PRAGMA synchronous = EXTRA;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA foreign_keys = OFF;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA wal_autocheckpoint = 0;";

constexpr const char* writer_pragmas = "PRAGMA cache_size = -65536;";

constexpr const char* reader_pragmas =
    "PRAGMA cache_size = -16384;"
    "PRAGMA mmap_size = 268435456;"
    "PRAGMA query_only = ON;";

// After a power loss such a file is as it was at some commit, and goes on from there.
constexpr const char* index_pragmas =
    "PRAGMA synchronous = NORMAL;"
    "PRAGMA cache_size = -32768;";

constexpr int busy_ms = 250;

/// Of a text as `base::code_points` counts; NULL of NULL.
void code_points(sqlite3_context* answer, int, sqlite3_value** values) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  if (!text) return sqlite3_result_null(answer);
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  sqlite3_result_int64(answer, static_cast<std::int64_t>(base::code_points({text, size})));
}

}  // namespace

void connection::close::operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }

int connection::after_commit(void* state, sqlite3*, const char*, int frames) {
  static_cast<wal_state*>(state)->frames = frames;
  return SQLITE_OK;
}

connection::connection(const std::string& path, const options& opts, access mode)
    : wal_(std::make_unique<wal_state>()) {
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (mode == access::read ? 0 : SQLITE_OPEN_CREATE);
  const int code =
      sqlite3_open_v2(path.c_str(), &raw, flags, opts.vfs.empty() ? nullptr : opts.vfs.c_str());
  db_.reset(raw);
  if (code != SQLITE_OK) throw failure(code, "opening " + path + ": " + sqlite3_errstr(code));
  sqlite3_busy_timeout(raw, busy_ms);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (mode == access::probe) return;
  sqlite3_create_function_v2(raw, "code_points", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                             code_points, nullptr, nullptr, nullptr);
  run(common_pragmas);
  run(mode == access::write ? writer_pragmas
                            : mode == access::index ? index_pragmas : reader_pragmas);
  sqlite3_wal_hook(raw, &connection::after_commit, wal_.get());
}

void connection::run(const char* sql) {
  if (sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    throw failure::of(db_.get(), "running a statement");
}

std::int64_t connection::integer(const char* sql) {
  statement s{db_.get(), sql};
  return s.step() ? s.integer(0) : 0;
}

void connection::clear() {
  sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_RESET_DATABASE, 1, nullptr);
  const int code = sqlite3_exec(db_.get(), "VACUUM", nullptr, nullptr, nullptr);
  sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_RESET_DATABASE, 0, nullptr);
  if (code != SQLITE_OK) throw failure::of(db_.get(), "emptying the file");
}

bool connection::checkpoint(checkpoint_mode mode) {
  const bool truncate = mode != checkpoint_mode::passive;
  if (mode == checkpoint_mode::truncate_now) sqlite3_busy_timeout(db_.get(), 0);
  const int code = sqlite3_wal_checkpoint_v2(
      db_.get(), nullptr, truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
      nullptr, nullptr);
  sqlite3_busy_timeout(db_.get(), busy_ms);
  if (code == SQLITE_OK) {
    if (truncate) wal_->frames = 0;
    return true;
  }
  if ((code & 0xff) == SQLITE_BUSY) return false;
  throw failure::of(db_.get(), "making a checkpoint");
}

}  // namespace parley::storage::sqlite
