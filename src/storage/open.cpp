#include "parley/storage/store.hpp"
#include "storage/driver.hpp"
#include "storage/json/store.hpp"
#include "storage/memory/store.hpp"
#include "storage/postgres/store.hpp"
#include "storage/redis/store.hpp"
#include "storage/sqlite/store.hpp"

namespace parley::storage {

base::result<std::unique_ptr<store>> open_store(const std::string& uri,
                                                const open_options& options) {
  if (uri == memory_uri) return memory::open(options);
  if (const auto path = sqlite_path(uri)) return sqlite::open(*path, sqlite_options(options));
  if (const auto path = json_path(uri))
    return json::folder_store::open(*path, json_options(options));
  if (postgres::is_postgres(uri))
    return postgres_options(uri, options).and_then([](const auto& o) { return postgres::open(o); });
  if (parley::redis::is_redis(uri))
    return redis_options(uri, options).and_then([](const auto& o) { return redis::open(o); });
  return base::fail(unknown_store(uri));
}

}  // namespace parley::storage
