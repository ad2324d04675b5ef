#pragma once

#include <memory>

#include "parley/storage/log.hpp"
#include "storage/postgres/options.hpp"

namespace parley::storage::postgres {

/// Raises the epoch: whoever wrote before writes nothing more.
base::result<std::unique_ptr<log_writer>> open_writer(const options& opts);

}  // namespace parley::storage::postgres
