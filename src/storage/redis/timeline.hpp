#pragma once

#include <string>

#include "parley/storage/timeline.hpp"
#include "storage/redis/server_rows.hpp"

namespace parley::storage::redis {

// See storage::timeline. Functions throw `failure`.

timeline_end read_end(server_rows& rows);
placed_page read_places(server_rows& rows, const std::string& tenant, std::int64_t after,
                        std::int64_t items_max, std::int64_t rows_max);

}  // namespace parley::storage::redis
