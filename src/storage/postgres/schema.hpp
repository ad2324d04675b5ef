#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"
#include "storage/postgres/connection.hpp"

namespace parley::storage::postgres {

/// The version that this program writes.
std::int64_t schema_version();

/// Whether there is a store in the schema of the options. Throws `failure`.
bool has_tables(connection& c);

/// Brings the schema of the options up to date, making it when it is missing: each version in one
/// transaction, under a lock that keeps another process from doing the same. invalid_argument
/// (field `store.uri`) when a newer program made it. Throws `failure`.
base::result<void> migrate(connection& c);

/// Statements that make all that a schema of the newest version has, in the schema that is first in
/// the search path.
std::string whole_schema();

/// Step 1: see schema_tables.cpp.
std::string_view first_tables();
/// Step 1, too: who sees which rows. See schema_rows.cpp.
std::string_view row_security();
/// Step 2: the search index, see schema_index.cpp.
std::string_view index_tables();
/// Step 3: sessions on their way between stores, see schema_moving.cpp.
std::string_view moving_tables();

}  // namespace parley::storage::postgres
