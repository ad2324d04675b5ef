#pragma once

#include <memory>

#include "parley/storage/store.hpp"
#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {

std::unique_ptr<log_reader> make_reader(std::shared_ptr<reader_connection> c);
std::unique_ptr<catalog> make_catalog(std::shared_ptr<reader_connection> c);
std::unique_ptr<jobs> make_jobs(std::shared_ptr<reader_connection> c);
/// `store_path`: of the store, beside which its index is.
std::unique_ptr<search> make_search(std::shared_ptr<reader_connection> c,
                                    const std::string& store_path);

}  // namespace parley::storage::sqlite
