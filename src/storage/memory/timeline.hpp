#pragma once

#include <string>

#include "parley/storage/timeline.hpp"
#include "storage/memory/tables.hpp"

namespace parley::storage::memory {

/// See storage::timeline.
placed_page read_places(const tables& t, const std::string& tenant, std::int64_t after,
                        std::int64_t items_max, std::int64_t rows_max);

}  // namespace parley::storage::memory
