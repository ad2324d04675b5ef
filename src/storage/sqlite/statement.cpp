#include "storage/sqlite/statement.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "storage/sqlite/failure.hpp"

namespace parley::storage::sqlite {

void statement::finalize::operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }

statement::statement(sqlite3* db, std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &raw, nullptr) != SQLITE_OK)
    throw failure::of(db, "preparing a statement");
  stmt_.reset(raw);
}

void statement::check(int code) const {
  if (code != SQLITE_OK) throw failure::of(sqlite3_db_handle(stmt_.get()), "binding a value");
}

void statement::bind(int index, std::int64_t value) {
  check(sqlite3_bind_int64(stmt_.get(), index, value));
}

void statement::bind(int index, std::string_view value) {
  // A null pointer would bind NULL; the empty text is another value.
  check(sqlite3_bind_text64(stmt_.get(), index, value.data() ? value.data() : "", value.size(),
                            SQLITE_STATIC, SQLITE_UTF8));
}

void statement::bind(int index, const base::digest& value) {
  check(sqlite3_bind_blob(stmt_.get(), index, value.data(), static_cast<int>(value.size()),
                          SQLITE_STATIC));
}

void statement::bind_null(int index) { check(sqlite3_bind_null(stmt_.get(), index)); }

bool statement::step() {
  const int code = sqlite3_step(stmt_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  auto error = failure::of(sqlite3_db_handle(stmt_.get()), "running a statement");
  reset();
  throw error;
}

void statement::run() {
  step();
  reset();
}

void statement::reset() noexcept { sqlite3_reset(stmt_.get()); }

std::int64_t statement::integer(int column) const {
  return sqlite3_column_int64(stmt_.get(), column);
}

double statement::real(int column) const { return sqlite3_column_double(stmt_.get(), column); }

std::string_view statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(stmt_.get(), column));
  if (!data) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(stmt_.get(), column))};
}

std::optional<std::string> statement::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return std::string{text(column)};
}

base::digest statement::digest(int column) const {
  base::digest value{};
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(stmt_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(stmt_.get(), column));
  if (data) std::copy_n(data, std::min(size, value.size()), value.begin());
  return value;
}

bool statement::is_null(int column) const {
  return sqlite3_column_type(stmt_.get(), column) == SQLITE_NULL;
}

}  // namespace parley::storage::sqlite
