#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"
#include "parley/storage/store.hpp"
#include "storage/json/options.hpp"
#include "storage/postgres/options.hpp"
#include "storage/redis/options.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage {

// What a URI names, and what its driver gets of the options.

inline constexpr std::string_view memory_uri = "memory:";

/// The file of `sqlite:PATH`; nullopt for any other URI.
std::optional<std::string> sqlite_path(const std::string& uri);
sqlite::options sqlite_options(const open_options& options);

/// The folder of `json:DIR`, likewise.
std::optional<std::string> json_path(const std::string& uri);
json::options json_options(const open_options& options);

/// Of a URI that `postgres::is_postgres`.
base::result<postgres::options> postgres_options(const std::string& uri,
                                                 const open_options& options);

/// Of a URI that `parley::redis::is_redis`.
base::result<redis::options> redis_options(const std::string& uri, const open_options& options);

base::status unknown_store(const std::string& uri);

}  // namespace parley::storage
