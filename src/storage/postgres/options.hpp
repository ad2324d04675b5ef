#pragma once

#include <chrono>
#include <string>

#include "parley/base/clock.hpp"
#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"

namespace parley::storage::postgres {

struct options {
  std::string uri;                ///< for libpq, without what is ours
  std::string schema = "parley";  ///< of all tables; made when it is missing
  /// False behind a pooler that gives each transaction another connection of the server: nothing is
  /// prepared under a name.
  bool prepare = true;
  std::chrono::milliseconds connect_deadline{5000};
  /// How long one exchange with the server may take. Afterwards the connection is given up.
  std::chrono::milliseconds deadline{30000};
  bool index = true;  ///< keep a search index
  base::limits limits;
  const base::clock* clock = &base::system_clock();
};

/// Reads `postgres://` or `postgresql://` as libpq does, with these parameters of ours among its
/// own: `schema=NAME` (a lower-case letter or `_`, then such, or digits, at most 63), `pooler=off`
/// or `on`, `deadline_ms=100..600000` and `connect_ms=100..600000`. invalid_argument, field
/// `store.uri`. No text of an error shows what was given, since it may hold a password.
base::result<options> read_uri(const std::string& uri);

/// Whether the URI is one for this driver.
bool is_postgres(const std::string& uri);

/// The URI as it may be shown: without a password.
std::string shown(const std::string& uri);

}  // namespace parley::storage::postgres
