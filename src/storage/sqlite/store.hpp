#pragma once

#include <memory>
#include <string>

#include "parley/storage/store.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

/// Takes the lock, creates the file or brings its schema up to date.
base::result<std::unique_ptr<store>> open(const std::string& path, const options& opts);

}  // namespace parley::storage::sqlite
