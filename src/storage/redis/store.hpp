#pragma once

#include <memory>

#include "parley/storage/store.hpp"
#include "storage/redis/options.hpp"

namespace parley::storage::redis {

/// Connects, looks at how the server is set up and makes the store when there is none. See
/// open_store.
base::result<std::unique_ptr<store>> open(const options& opts);

}  // namespace parley::storage::redis
