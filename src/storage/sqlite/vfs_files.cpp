#include "storage/sqlite/vfs_files.hpp"

#include <sqlite3.h>

namespace parley::storage::sqlite {
namespace {

sqlite3_vfs* vfs_of(const options& opts) {
  return sqlite3_vfs_find(opts.vfs.empty() ? nullptr : opts.vfs.c_str());
}

}  // namespace

bool file_exists(const std::string& path, const options& opts) {
  auto* vfs = vfs_of(opts);
  int there = 0;
  return vfs && vfs->xAccess(vfs, path.c_str(), SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK &&
         there != 0;
}

bool remove_database(const std::string& path, const options& opts) {
  if (auto* vfs = vfs_of(opts))
    for (const auto* suffix : {"", "-wal", "-shm"}) vfs->xDelete(vfs, (path + suffix).c_str(), 0);
  return !file_exists(path, opts);
}

}  // namespace parley::storage::sqlite
