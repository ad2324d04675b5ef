#pragma once

#include "parley/storage/maintenance.hpp"
#include "storage/redis/options.hpp"

namespace parley::storage::redis {

/// See inspect_store. Who writes meanwhile is in the way: what a check has read may have changed.
/// The search index is made again by `reindex`, and not looked into.
base::result<inspection> inspect(const options& opts, const inspect_options& wanted);

}  // namespace parley::storage::redis
