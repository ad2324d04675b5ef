#pragma once

#include <chrono>
#include <cstdint>

#include "parley/base/time.hpp"

namespace parley::storage {

/// Days since 1970-01-01, UTC; those before it are negative.
inline std::int64_t day_of(base::timestamp t) {
  return std::chrono::floor<std::chrono::days>(t).time_since_epoch().count();
}

}  // namespace parley::storage
