#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/storage/summaries.hpp"
#include "storage/postgres/pipeline.hpp"
#include "storage/postgres/reader_connection.hpp"

namespace parley::storage::postgres {

// Summaries as readers find them, a round trip each. See log_reader.

base::result<summary_state> read_summary_state(reader_connection& c, std::int64_t log);
base::result<std::vector<domain::summary>> read_summaries(reader_connection& c, std::int64_t log,
                                                          std::int64_t skip,
                                                          std::int64_t items_max);
base::result<std::optional<domain::summary>> read_summary(reader_connection& c, std::int64_t log,
                                                          const std::string& id);

}  // namespace parley::storage::postgres
