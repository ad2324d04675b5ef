#pragma once

#include <memory>
#include <string>

#include "storage/sqlite/index/rows_source.hpp"
#include "storage/sqlite/options.hpp"

namespace parley::storage::sqlite {

/// Searches by the index in that file, whoever writes it.
std::unique_ptr<search> make_search(std::unique_ptr<search_source> store, const std::string& path,
                                    const options& opts);

}  // namespace parley::storage::sqlite
