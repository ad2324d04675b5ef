#pragma once

#include <memory>

#include "parley/storage/log.hpp"
#include "storage/redis/identity.hpp"
#include "storage/redis/options.hpp"

namespace parley::storage::redis {

/// Takes the store: raises its epoch.
base::result<std::unique_ptr<log_writer>> open_writer(const options& opts,
                                                      std::shared_ptr<identity> store);

}  // namespace parley::storage::redis
