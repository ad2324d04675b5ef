#pragma once

#include "parley/storage/statistics.hpp"
#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {

/// Throws `failure`.
statistics read_statistics(reader_connection& c, const statistics_query& query);

}  // namespace parley::storage::sqlite
