#pragma once

#include <cstdint>
#include <string>

#include "parley/storage/catalog.hpp"

namespace parley::storage {

// Positions of rows that came from another store say when they came, not when they were written. So
// the seq up to which a log's rows have come is kept beside it, as a setting of its tenant, until
// the log is removed.

inline const std::string arrived_prefix = "arrived/";

inline std::string arrived_name(std::int64_t log) { return arrived_prefix + std::to_string(log); }

/// `upto` 0: it is removed.
inline tenant_setting arrived_setting(const std::string& tenant, std::int64_t log,
                                      std::int64_t upto) {
  return {tenant, arrived_name(log), upto == 0 ? std::string{} : std::to_string(upto)};
}

}  // namespace parley::storage
