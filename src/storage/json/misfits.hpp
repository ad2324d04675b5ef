#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/memory/tables.hpp"

namespace parley::storage::json {

/// A session, or a log without one, that cannot be what its file says beside the other files.
struct misfit {
  std::int64_t key = 0;  ///< 0: a log
  std::int64_t log = 0;
  std::string why;
};

/// Those that are there now; when they are taken out there may be more, for forks need the rows of
/// their origins. The tables' indexes are not asked.
std::vector<misfit> misfits(const memory::tables& t);

/// Drops what is said of moves that have no rows or no session here. Such a move begins again.
void drop_lost_moves(memory::tables& t);

/// Sees to it that no number is given that some file has.
void raise_counters(memory::tables& t);

}  // namespace parley::storage::json
