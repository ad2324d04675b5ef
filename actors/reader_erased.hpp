#pragma once

#include "parley/protocol/store_commands.hpp"
#include "parley/storage/store.hpp"

namespace parley::actors {

// Read actor's answers about what is to be erased, from one thread's facets.

/// The message of that name with the results of its calls, which go with it.
base::result<protocol::blank_group> read_blank_group(storage::read_access& store,
                                                     const storage::session_ref& session,
                                                     std::int64_t log, const std::string& name);

/// `after` -1: without a slice of what the user sent.
base::result<protocol::person_facts> read_person(storage::read_access& store,
                                                 const std::string& tenant,
                                                 const std::string& user, std::int64_t after,
                                                 std::int64_t rows_max);

}  // namespace parley::actors
