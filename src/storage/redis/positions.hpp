#pragma once

#include <cstdint>
#include <vector>

#include "storage/redis/rows.hpp"
#include "storage/redis/server_rows.hpp"

namespace parley::storage::redis {

/// A row in the order of commits.
struct placed_row {
  std::int64_t position = 0;
  position_row row;
};

/// The last position that was given. Throws `failure`, as below.
std::int64_t last_position(server_rows& rows);

/// Those behind `after` up to and including `upto`, ascending; purged ones are not there. A round
/// trip for a few thousand.
std::vector<placed_row> read_positions(server_rows& rows, std::int64_t after, std::int64_t upto);

}  // namespace parley::storage::redis
