#pragma once

#include <string>

#include "parley/base/status.hpp"

namespace parley::storage::json {

/// Makes the folder of a store when it is missing, that above it is not, and gives its path without
/// links. The name of the folder is synced by every opening, since an earlier one may have come to
/// an end before it did so; a folder that is not new may lie in one that this process may not read.
/// unavailable, field `store.uri`.
base::result<std::string> make_root(const std::string& path);

}  // namespace parley::storage::json
