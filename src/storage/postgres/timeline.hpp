#pragma once

#include <string>

#include "parley/storage/timeline.hpp"
#include "storage/postgres/reader_connection.hpp"

namespace parley::storage::postgres {

// See storage::timeline; a round trip each.

base::result<timeline_end> read_end(reader_connection& c);
base::result<placed_page> read_places(reader_connection& c, const std::string& tenant,
                                      std::int64_t after, std::int64_t items_max,
                                      std::int64_t rows_max);

}  // namespace parley::storage::postgres
