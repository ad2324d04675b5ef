#pragma once

#include <memory>

#include "storage/sqlite/index/rows_source.hpp"
#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {

// Of a store in an SQLite file.
std::unique_ptr<index_source> make_index_source(const std::string& store_path, const options& opts);
std::unique_ptr<search_source> make_search_source(std::shared_ptr<reader_connection> store);

}  // namespace parley::storage::sqlite
