#pragma once

#include <cstdint>
#include <string_view>

#include "parley/base/status.hpp"
#include "storage/sqlite/connection.hpp"

namespace parley::storage::sqlite {

/// One step of the schema's history. A step that was released is never changed; the next one is
/// added behind it.
struct migration {
  std::int64_t version;
  std::string_view sql;
};

/// The version that this code reads and writes.
std::int64_t schema_version();

/// The version of a file: 0 for a new one. Reads only. invalid_argument for a file of a newer
/// version and for a database that is not parley's.
base::result<std::int64_t> version_of(connection& c);

/// Runs the missing steps up to that of `wanted`, each in its own transaction. Throws `failure`.
void migrate(connection& c, std::int64_t found, std::int64_t wanted = schema_version());

}  // namespace parley::storage::sqlite
