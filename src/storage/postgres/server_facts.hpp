#pragma once

#include <string>

#include "parley/base/status.hpp"
#include "storage/postgres/connection.hpp"

namespace parley::storage::postgres {

/// What a server was set up to do, read when a store is opened.
struct server_facts {
  int version = 0;  ///< 150018 for 15.18
  bool fsync = true;
  bool full_page_writes = true;
  std::string synchronous_commit;
  std::string synchronous_standby_names;
  bool in_recovery = false;    ///< a standby: it can be read only
  bool bypasses_rows = false;  ///< the role is not bound by the separation of tenants
};

/// Throws `failure`. invalid_argument, field `store.uri`, for a server that is too old (before 13)
/// or whose database has another encoding than UTF8.
base::result<server_facts> read_facts(connection& c);

/// What durability that gives, in one line.
std::string durability(const server_facts& facts);

}  // namespace parley::storage::postgres
