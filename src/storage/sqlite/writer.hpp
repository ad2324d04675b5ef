#pragma once

#include <memory>
#include <string>

#include "parley/storage/log.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

/// Raises the epoch.
base::result<std::unique_ptr<log_writer>> open_writer(const std::string& path, const options& opts);

}  // namespace parley::storage::sqlite
