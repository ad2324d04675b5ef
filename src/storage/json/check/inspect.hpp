#pragma once

#include <string>

#include "parley/storage/maintenance.hpp"
#include "storage/json/options.hpp"

namespace parley::storage::json {

/// See inspect_store. Opening the folder sets broken files aside, as it always does: they are
/// reported, and not repaired.
base::result<inspection> inspect(const std::string& path, const options& opts,
                                 const inspect_options& wanted);

}  // namespace parley::storage::json
