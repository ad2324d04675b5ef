#pragma once

#include <memory>
#include <string>

#include "parley/storage/store.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

/// One file has one lock and one index, whatever the path that led to it.
std::string canonical_path(const std::string& path);

/// Takes the lock, creates the file or brings its schema up to date.
base::result<std::unique_ptr<store>> open(const std::string& path, const options& opts);

}  // namespace parley::storage::sqlite
