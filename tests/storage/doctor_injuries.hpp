#pragma once

#include <span>

namespace parley::tests {

/// One way to break the store of `patient`.
struct injury {
  enum class file { store, index };
  const char* check;     ///< the one that must find it
  const char* what;
  const char* sql;
  bool repaired;         ///< whether a repair leaves the whole store clean
  file where = file::store;
};

std::span<const injury> injuries();

}  // namespace parley::tests
