#pragma once

#include <chrono>
#include <cstdint>

#include "parley/base/status.hpp"

namespace parley::domain {

/// How long to wait after the `attempts`-th failure in a row: doubling from 100 ms up to a minute,
/// of which `random` takes away up to a half, so that many do not come back at once.
std::chrono::milliseconds retry_delay(std::int64_t attempts, std::uint64_t random);

/// What is done about work that failed.
enum class retry_verdict {
  later,   ///< it may succeed when it is tried again
  give_up  ///< it never will: a dead letter
};

/// A dependency that is away only delays, for as long as it takes. Anything else is tried five times;
/// what cannot change (erased, not_found, conflict) once.
retry_verdict judge(const base::status& failure, std::int64_t attempts);

}  // namespace parley::domain
