#pragma once

#include <cstdint>
#include <vector>

#include "parley/storage/moving.hpp"
#include "storage/postgres/reader_connection.hpp"

namespace parley::storage::postgres {

// What another store takes over, a round trip each; see log_reader.

base::result<std::vector<moved_message>> read_rows_to_move(reader_connection& c, std::int64_t log,
                                                           std::int64_t after,
                                                           std::int64_t items_max,
                                                           std::int64_t bytes_max);
base::result<std::vector<turn_tally>> read_tallies(reader_connection& c, std::int64_t log,
                                                   std::int64_t after, std::int64_t items_max);
base::result<std::vector<moving_log>> read_moving(reader_connection& c, std::int64_t after,
                                                  std::int64_t items_max);

}  // namespace parley::storage::postgres
