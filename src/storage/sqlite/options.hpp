#pragma once

#include <cstdint>
#include <string>

#include "parley/base/clock.hpp"
#include "parley/base/limits.hpp"

namespace parley::storage::sqlite {

struct options {
  std::string vfs;   ///< name of a registered SQLite VFS; empty: the default one
  bool lock = true;  ///< take PATH.lock; off where the VFS keeps files in memory
  bool index = true;  ///< keep a search index
  base::limits limits;
  const base::clock* clock = &base::system_clock();
  std::string owner_note;                ///< written into the lock file
  std::int64_t checkpoint_pages = 2000;  ///< of the write-ahead log, before a checkpoint is made
};

}  // namespace parley::storage::sqlite
