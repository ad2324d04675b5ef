#pragma once

#include <string>

#include "parley/base/status.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

/// See storage::backup_store.
base::result<void> backup(const std::string& path, const std::string& destination,
                          const options& opts);

}  // namespace parley::storage::sqlite
