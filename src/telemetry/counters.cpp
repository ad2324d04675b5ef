#include "parley/telemetry/counters.hpp"

namespace parley::telemetry {

void duration_stats::record(std::chrono::microseconds value) {
  const auto us = value.count();
  const auto before = count_.fetch_add(1);
  sum_.fetch_add(us);
  auto least = least_.load();
  while ((before == 0 || us < least) && !least_.compare_exchange_weak(least, us)) {
  }
  auto greatest = greatest_.load();
  while (us > greatest && !greatest_.compare_exchange_weak(greatest, us)) {
  }
}

duration_stats::snapshot duration_stats::read() const {
  return {count_.load(), std::chrono::microseconds{sum_.load()},
          std::chrono::microseconds{least_.load()}, std::chrono::microseconds{greatest_.load()}};
}

}  // namespace parley::telemetry
