#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parley/storage/log.hpp"
#include "storage/redis/server_rows.hpp"

namespace parley::storage::redis {

// What readers know of what was erased, and of what a person sent. See log_reader. Functions throw
// `failure`.

std::optional<domain::erasure> read_erasure(server_rows& rows, const session_ref& ref);
std::optional<domain::erasure> read_blanked(server_rows& rows, const session_ref& session,
                                            std::int64_t seq);
std::optional<person_receipt> read_person(server_rows& rows, const std::string& tenant,
                                          const std::string& user);
sent_page read_sent(server_rows& rows, const std::string& tenant, const std::string& sender,
                    std::int64_t after, std::int64_t rows_max);
std::vector<sent_messages> read_asked(server_rows& rows, const std::string& tenant,
                                      const std::string& asker, std::int64_t items_max);

}  // namespace parley::storage::redis
