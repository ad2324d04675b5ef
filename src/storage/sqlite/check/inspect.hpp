#pragma once

#include <string>

#include "parley/storage/maintenance.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

/// See storage::inspect_store.
base::result<inspection> inspect(const std::string& path, const options& opts,
                                 const inspect_options& wanted);

}  // namespace parley::storage::sqlite
