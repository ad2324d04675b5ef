#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/storage/log.hpp"
#include "storage/postgres/pipeline.hpp"
#include "storage/postgres/reader_connection.hpp"

namespace parley::storage::postgres {

// Messages of a history, a round trip each. See log_reader.

using found_message = base::result<std::optional<domain::message>>;

base::result<std::vector<domain::message>> read_page(reader_connection& c, std::int64_t log,
                                                     const page_request& request);
found_message read_seq(reader_connection& c, std::int64_t log, std::int64_t seq);
found_message read_id(reader_connection& c, std::int64_t log, const std::string& message_id);

base::result<std::int64_t> read_characters(reader_connection& c, std::int64_t log,
                                           std::int64_t after, std::int64_t most);

}  // namespace parley::storage::postgres
