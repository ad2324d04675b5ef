#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parley/storage/log.hpp"
#include "storage/postgres/reader_connection.hpp"

namespace parley::storage::postgres {

// What readers know of what was erased, and of what a person sent, a round trip each. See
// log_reader.

using found_erasure = base::result<std::optional<domain::erasure>>;

found_erasure read_tombstone(reader_connection& c, const session_ref& ref);
found_erasure read_blanked(reader_connection& c, const session_ref& session, std::int64_t seq);
base::result<std::optional<person_receipt>> read_person(reader_connection& c,
                                                        const std::string& tenant,
                                                        const std::string& user);

base::result<sent_page> read_sent(reader_connection& c, const std::string& tenant,
                                  const std::string& sender, std::int64_t after,
                                  std::int64_t rows_max);
base::result<std::vector<sent_messages>> read_asked(reader_connection& c, const std::string& tenant,
                                                    const std::string& asker,
                                                    std::int64_t items_max);

}  // namespace parley::storage::postgres
