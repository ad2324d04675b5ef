#pragma once

#include "parley/storage/maintenance.hpp"
#include "storage/redis/options.hpp"

namespace parley::storage::redis {

/// See inspect_store. Others may read and write meanwhile: a check during which somebody wrote
/// finds nothing, or is made again, or says that it cannot be made. A repair takes the store over
/// from who writes to it, and ends as a conflict when somebody takes it back: what was repaired
/// until then is right, and stays. The search index is made again by `reindex`, and not looked
/// into.
base::result<inspection> inspect(const options& opts, const inspect_options& wanted);

}  // namespace parley::storage::redis
