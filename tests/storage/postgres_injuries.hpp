#pragma once

#include <span>

namespace parley::tests {

/// One way to break the store that `fill_patient` made in PostgreSQL.
struct postgres_injury {
  const char* check;  ///< the one that must find it
  const char* what;
  const char* sql;
  bool repaired;      ///< whether a repair leaves the whole store clean
};

std::span<const postgres_injury> postgres_injuries();

}  // namespace parley::tests
