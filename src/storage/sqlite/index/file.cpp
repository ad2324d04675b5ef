#include "storage/sqlite/index/file.hpp"

#include <sqlite3.h>

#include "parley/base/digest.hpp"
#include "storage/language/words.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {
namespace {

constexpr const char* schema =
    "CREATE TABLE head (version INTEGER NOT NULL, store_id INTEGER NOT NULL, "
    "cursor INTEGER NOT NULL) STRICT;"
    "CREATE TABLE part (part INTEGER PRIMARY KEY) STRICT;";

/// U+E000. The tokenizer takes private characters as letters.
constexpr const char* scope_begins = "\xee\x80\x80";

std::string with(const char* sql, std::int64_t number) { return sql + std::to_string(number); }

}  // namespace

std::string index_path(const std::string& store_path) { return store_path + ".index"; }

std::string part_name(std::int64_t part) { return with("part_", part); }

std::string tenant_scope(const std::string& tenant) {
  // Names of tenants have characters that separate words.
  std::string scope = scope_begins;
  scope += 't';
  constexpr const char* digits = "0123456789abcdef";
  for (const auto byte : base::digest_of(tenant)) {
    scope += digits[byte >> 4];
    scope += digits[byte & 15];
  }
  return scope;
}

std::string log_scope(std::int64_t log) {
  return std::string{scope_begins}.append("l").append(std::to_string(log));
}

index_file::index_file(const std::string& path, const options& opts)
    : connection_(path, opts, access::index) {}

void index_file::reset(std::int64_t store_id) {
  connection_.clear();
  connection_.run("PRAGMA journal_mode = WAL");
  begin();
  connection_.run(schema);
  connection_.run(("INSERT INTO head VALUES (" + std::to_string(index_version) + ", " +
                   std::to_string(store_id) + ", 0)")
                      .c_str());
  commit();
}

index_head index_file::head() {
  if (connection_.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'head'") == 0) return {};
  statement row{connection_.handle(), "SELECT version, store_id, cursor FROM head"};
  if (!row.step()) return {};
  return {row.integer(0), row.integer(1), row.integer(2)};
}

std::set<std::int64_t> index_file::parts() {
  std::set<std::int64_t> found;
  statement row{connection_.handle(), "SELECT part FROM part"};
  while (row.step()) found.insert(row.integer(0));
  return found;
}

void index_file::roll_back() noexcept {
  if (sqlite3_get_autocommit(connection_.handle()) != 0) return;
  sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void index_file::add_part(std::int64_t part) {
  connection_.run(("CREATE VIRTUAL TABLE " + part_name(part) +
                   " USING fts5(scope, content, content='', columnsize=0, tokenize='" +
                   language::tokenizer + "')")
                      .c_str());
  connection_.run(with("INSERT INTO part VALUES (", part).append(")").c_str());
}

void index_file::drop_part(std::int64_t part) {
  connection_.run(("DROP TABLE " + part_name(part)).c_str());
  connection_.run(with("DELETE FROM part WHERE part = ", part).c_str());
}

void index_file::set_cursor(std::int64_t position) {
  connection_.run(with("UPDATE head SET cursor = ", position).c_str());
}

}  // namespace parley::storage::sqlite
