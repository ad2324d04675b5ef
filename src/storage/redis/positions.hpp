#pragma once

#include <cstdint>
#include <optional>
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

/// Finds where the next message is. Positions whose messages were purged are never given again, so
/// it remembers the last empty stretch that it saw. Used by one thread.
class position_finder {
 public:
  /// The first one behind `position`, up to and including `last`, which was given; nullopt: there
  /// is none.
  std::optional<placed_row> behind(server_rows& rows, std::int64_t position, std::int64_t last);

 private:
  std::optional<placed_row> walk(server_rows& rows, std::int64_t position, std::int64_t last) const;

  // Between these two, neither included, is nothing.
  std::int64_t empty_after_ = 0;
  std::int64_t empty_before_ = 0;
};

}  // namespace parley::storage::redis
