#pragma once

#include "parley/storage/statistics.hpp"
#include "storage/postgres/reader_connection.hpp"

namespace parley::storage::postgres {

/// See catalog::statistics.
base::result<statistics> read_statistics(reader_connection& c, const statistics_query& query);

}  // namespace parley::storage::postgres
