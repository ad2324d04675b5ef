#pragma once

#include <memory>

#include "parley/storage/store.hpp"
#include "storage/postgres/options.hpp"

namespace parley::storage::postgres {

/// Connects, brings the schema up to date and reads what the server promises. The newest writer
/// owns the store: opening one makes an older one, wherever it is, write nothing more.
base::result<std::unique_ptr<store>> open(const options& opts);

}  // namespace parley::storage::postgres
