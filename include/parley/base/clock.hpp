#pragma once

#include <chrono>

#include "parley/base/time.hpp"

namespace parley::base {

/// Where time comes from. Tests and simulations put their own in its place.
/// Implementations are called from every thread.
class clock {
 public:
  virtual ~clock() = default;

  /// The wall clock. It may jump in either direction: use it to label, not to wait.
  virtual timestamp now() const = 0;

  /// Microseconds since some fixed moment; never goes back. Deadlines and idle times are made of it.
  virtual std::chrono::microseconds monotonic() const = 0;
};

/// The machine's clocks.
clock& system_clock();

}  // namespace parley::base
