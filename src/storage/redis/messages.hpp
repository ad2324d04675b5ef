#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parley/storage/log.hpp"
#include "storage/redis/rows.hpp"
#include "storage/redis/server_rows.hpp"

namespace parley::storage::redis {

// What readers ask of histories; see log_reader. Functions throw `failure`.

/// Which rows of one log.
struct slice {
  std::int64_t log = 0;
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::int64_t items_max = 1;
  std::int64_t bytes_max = 0;
  bool newest = false;       ///< from the end, in descending order
  bool header_only = false;  ///< see read_header
};
/// One row more than fits the bytes is there.
client::reply read_slice(server_rows& rows, const slice& which);

/// What is known of rows of one log without their texts, ascending from `from` on: as many as the
/// server can look at without keeping others waiting, none when there are no more.
std::vector<message_header> read_headers(server_rows& rows, std::int64_t log, std::int64_t from,
                                         std::int64_t to);

std::vector<domain::message> read_page(server_rows& rows, std::int64_t log,
                                       const page_request& request);
std::optional<domain::message> read_seq(server_rows& rows, std::int64_t log, std::int64_t seq);
std::optional<domain::message> read_id(server_rows& rows, std::int64_t log, const std::string& id);
base::result<std::int64_t> read_common(server_rows& rows, std::int64_t left_log,
                                       std::int64_t right_log, std::int64_t messages_max);
std::int64_t read_characters(server_rows& rows, std::int64_t log, std::int64_t after,
                             std::int64_t most);
std::vector<moved_message> read_rows_to_move(server_rows& rows, std::int64_t log,
                                             std::int64_t after, std::int64_t items_max,
                                             std::int64_t bytes_max);

}  // namespace parley::storage::redis
