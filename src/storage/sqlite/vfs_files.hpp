#pragma once

#include <string>

#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

// Files as the VFS of the options has them, which may not be those of the machine.

bool file_exists(const std::string& path, const options& opts);

/// With its write-ahead log. False when it is still there.
bool remove_database(const std::string& path, const options& opts);

}  // namespace parley::storage::sqlite
