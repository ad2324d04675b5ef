#pragma once

#include <memory>

#include "parley/storage/store.hpp"
#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {

std::unique_ptr<log_reader> make_reader(std::shared_ptr<reader_connection> c);
std::unique_ptr<catalog> make_catalog(std::shared_ptr<reader_connection> c);
std::unique_ptr<jobs> make_jobs(std::shared_ptr<reader_connection> c);

}  // namespace parley::storage::sqlite
