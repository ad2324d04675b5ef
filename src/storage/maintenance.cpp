#include "parley/storage/maintenance.hpp"

#include <optional>

#include "storage/driver.hpp"
#include "storage/json/check/inspect.hpp"
#include "storage/postgres/check/inspect.hpp"
#include "storage/redis/check/inspect.hpp"
#include "storage/sqlite/backup.hpp"
#include "storage/sqlite/check/inspect.hpp"

namespace parley::storage {
namespace {

base::result<std::string> path_of(const std::string& uri) {
  if (auto path = sqlite_path(uri)) return *path;
  if (uri == memory_uri)
    return base::fail(base::errc::not_implemented, "store.uri",
                      "a store in memory keeps no files that could be looked at or copied");
  if (json_path(uri))
    return base::fail(base::errc::not_implemented, "store.uri",
                      "a store of files is copied as a folder, while nobody has it open: cp -r or "
                      "tar makes a whole copy of it");
  if (postgres::is_postgres(uri))
    return base::fail(base::errc::not_implemented, "store.uri",
                      "a store in PostgreSQL is copied with its own tools: pg_dump --schema=parley "
                      "makes a copy of one moment, pg_basebackup one of the whole server");
  if (parley::redis::is_redis(uri))
    return base::fail(base::errc::not_implemented, "store.uri",
                      "a store in Redis is copied with the server's own files: BGSAVE makes a "
                      "snapshot of one moment, and the append-only file has every commit");
  return base::fail(unknown_store(uri));
}

}  // namespace

base::result<inspection> inspect_store(const std::string& uri, const open_options& open,
                                       const inspect_options& options) {
  if (postgres::is_postgres(uri)) {
    const auto opts = postgres_options(uri, open);
    if (!opts) return base::fail(opts.error());
    return postgres::inspect(*opts, options);
  }
  if (const auto folder = json_path(uri))
    return json::inspect(*folder, json_options(open), options);
  if (parley::redis::is_redis(uri))
    return redis_options(uri, open).and_then(
        [&](const auto& opts) { return redis::inspect(opts, options); });
  const auto path = path_of(uri);
  if (!path) return base::fail(path.error());
  return sqlite::inspect(*path, sqlite_options(open), options);
}

base::result<void> backup_store(const std::string& uri, const std::string& destination) {
  const auto path = path_of(uri);
  if (!path) return base::fail(path.error());
  return sqlite::backup(*path, destination, {});
}

}  // namespace parley::storage
