#pragma once

#include <memory>
#include <string>

#include "storage/sqlite/index/rows_source.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

/// Opens the index of a store in that file, or makes it when it is missing or not of this store.
base::result<std::unique_ptr<indexer>> open_indexer(std::unique_ptr<index_source> store,
                                                    const std::string& path, const options& opts);

/// That of a store in an SQLite file.
base::result<std::unique_ptr<indexer>> open_indexer(const std::string& store_path,
                                                    const options& opts);

}  // namespace parley::storage::sqlite
