#pragma once

#include <optional>

#include "parley/storage/log.hpp"
#include "storage/sqlite/reader_connection.hpp"

namespace parley::storage::sqlite {

// What readers know of what was erased. Each within the caller's read transaction; throws `failure`.

std::optional<domain::erasure> read_tombstone(reader_connection& c, const session_ref& ref);
std::optional<domain::erasure> read_blanked(reader_connection& c, const session_ref& session,
                                            std::int64_t seq);
std::optional<person_receipt> read_person(reader_connection& c, const std::string& tenant,
                                          const std::string& user);
sent_page read_sent(reader_connection& c, const std::string& tenant, const std::string& sender,
                    std::int64_t after, std::int64_t rows_max);

std::vector<sent_messages> read_asked(reader_connection& c, const std::string& tenant,
                                      const std::string& asker, std::int64_t items_max);

}  // namespace parley::storage::sqlite
