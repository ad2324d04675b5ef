#pragma once

#include <memory>

#include "parley/storage/search.hpp"
#include "storage/postgres/options.hpp"

namespace parley::storage::postgres {

/// Opens the search index of a store, whose schema is up to date; makes it again when it is of
/// another version or knows positions that the store has not given.
base::result<std::unique_ptr<indexer>> open_indexer(const options& opts);

}  // namespace parley::storage::postgres
