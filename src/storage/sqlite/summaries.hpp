#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/storage/summaries.hpp"
#include "storage/segments.hpp"
#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {

// Rows of summaries belong to the log of the session that made them; a history has those of its logs
// whose `to_seq` it shares. They throw `failure`.

/// Of one log, up to a `to_seq`.
inline constexpr const char* latest_summary =
    "SELECT record FROM summary WHERE log = ?1 AND stale = 0 AND to_seq <= ?2 "
    "ORDER BY to_seq DESC, number DESC LIMIT 1";
inline constexpr const char* count_summaries =
    "SELECT count(*), coalesce(max(CASE stale WHEN 1 THEN to_seq END), 0) FROM summary "
    "WHERE log = ?1 AND to_seq <= ?2";
inline constexpr const char* count_erasures = "SELECT count FROM erasing WHERE log = ?1";

/// Those three.
struct summary_statements {
  statement& latest;
  statement& counts;
  statement& erasures;
};
summary_state read_state(const segments& history, summary_statements sql);

domain::summary read_summary(std::string_view record);

summary_state read_summary_state(reader_connection& c, std::int64_t log);
std::vector<domain::summary> read_summaries(reader_connection& c, std::int64_t log,
                                            std::int64_t skip, std::int64_t items_max);
std::optional<domain::summary> read_summary(reader_connection& c, std::int64_t log,
                                            const std::string& id);

/// See log_reader::characters.
std::int64_t read_characters(reader_connection& c, std::int64_t log, std::int64_t after,
                             std::int64_t most);

}  // namespace parley::storage::sqlite
