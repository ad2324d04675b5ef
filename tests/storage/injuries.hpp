#pragma once

#include <span>
#include <vector>

namespace parley::tests {

/// One way to break the store that `fill_store` of doctor_patient made.
struct injury {
  enum class file { store, index };
  const char* check;     ///< the one that must find it
  const char* what;
  const char* sql;
  bool repaired;         ///< whether a repair leaves the whole store clean
  file where = file::store;
};

/// Those that say the same in every driver's SQL, and behind them a driver's own.
std::vector<injury> injuries_and(std::span<const injury> own);

}  // namespace parley::tests
