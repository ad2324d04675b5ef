#pragma once

#include <memory>
#include <string>

#include "parley/storage/search.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

/// Opens the index of a store, or makes it when it is missing or not of this store.
base::result<std::unique_ptr<indexer>> open_indexer(const std::string& store_path,
                                                    const options& opts);

}  // namespace parley::storage::sqlite
