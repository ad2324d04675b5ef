#pragma once

#include <cstdint>
#include <vector>

#include "parley/storage/moving.hpp"
#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {

// What another store takes over; see log_reader. Within a snapshot; they throw `failure`.

std::vector<moved_message> read_rows_to_move(reader_connection& c, std::int64_t log,
                                             std::int64_t after, std::int64_t items_max,
                                             std::int64_t bytes_max);
std::vector<turn_tally> read_tallies(reader_connection& c, std::int64_t log, std::int64_t after,
                                     std::int64_t items_max);
std::vector<moving_log> read_moving(reader_connection& c, std::int64_t after,
                                    std::int64_t items_max);

}  // namespace parley::storage::sqlite
