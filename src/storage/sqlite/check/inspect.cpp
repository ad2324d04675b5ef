#include "storage/sqlite/check/inspect.hpp"

#include <sqlite3.h>

#include <exception>

#include "storage/sqlite/check/checks.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/index/file.hpp"
#include "storage/sqlite/index/indexer.hpp"
#include "storage/sqlite/store.hpp"
#include "storage/sqlite/vfs_files.hpp"

namespace parley::storage::sqlite {
namespace {

constexpr std::int64_t rows_per_step = 20000;

base::result<void> make_index(const std::string& path, const options& opts) {
  if (!remove_database(index_path(path), opts))
    return base::fail(base::errc::internal, "", "the search index cannot be removed");
  auto made = open_indexer(path, opts);
  if (!made) return base::fail(made.error());
  for (;;) {
    const auto state = (*made)->advance(rows_per_step);
    if (!state) return base::fail(state.error());
    if (state->behind == 0) return {};
  }
}

void roll_back(connection& c) noexcept {
  if (sqlite3_get_autocommit(c.handle()) == 0)
    sqlite3_exec(c.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

/// One transaction: what a check repairs is written whole or not at all.
void run(examination& e, const check& each) {
  const auto before = e.now();
  e.begin(each.name);
  std::string why;
  try {
    e.store().run(e.repair() ? "BEGIN IMMEDIATE" : "BEGIN");
    each.run(e);
    e.store().run("COMMIT");
    return;
  } catch (const std::exception& x) {
    why = x.what();
  }
  roll_back(e.store());
  e.set_repaired(before, false);
  e.report("store", "the check cannot be made: " + why);
}

}  // namespace

base::result<inspection> inspect(const std::string& path, const options& opts,
                                 const inspect_options& wanted) {
  if (!file_exists(path, opts))
    return base::fail(base::errc::not_found, "store.uri", "there is no store at " + path);
  // Holds the lock meanwhile.
  const auto owned = open(path, opts);
  if (!owned) return base::fail(owned.error());
  const auto file = opts.lock ? canonical_path(path) : path;
  if (wanted.reindex)
    if (auto made = make_index(file, opts); !made) return base::fail(made.error());
  try {
    connection store{file, opts, wanted.repair ? access::write : access::read};
    examination e{store, opts, file, wanted.repair};
    for (const auto& each : checks()) run(e, each);
    return std::move(e.result());
  } catch (const failure& f) {
    return base::fail(f.to_status());
  }
}

}  // namespace parley::storage::sqlite
