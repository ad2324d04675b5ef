#pragma once

#include <cstdint>

#include "parley/domain/session.hpp"
#include "storage/segments.hpp"
#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {

// A history as readers find it: what it shares, its own log, its newest message. Within a snapshot;
// they throw `failure`.

segments read_history(reader_connection& c, std::int64_t log);

/// Of the history that ends in the log; what it shares is asked for only when the log is empty.
domain::head read_head(reader_connection& c, std::int64_t log);

/// See log_reader::common.
base::result<std::int64_t> read_common(reader_connection& c, std::int64_t left_log,
                                       std::int64_t right_log);

}  // namespace parley::storage::sqlite
