#pragma once

#include <string>

#include "parley/storage/timeline.hpp"
#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {

// See storage::timeline. Each within the caller's read transaction; throws `failure`.

timeline_end read_end(reader_connection& c);
placed_page read_places(reader_connection& c, const std::string& tenant, std::int64_t after,
                        std::int64_t items_max, std::int64_t rows_max);

}  // namespace parley::storage::sqlite
