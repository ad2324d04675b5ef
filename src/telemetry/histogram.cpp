#include "parley/telemetry/histogram.hpp"

#include <algorithm>

namespace parley::telemetry {

void histogram::record(std::int64_t value) {
  const auto range = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  counts_[static_cast<std::size_t>(range)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

histogram::snapshot histogram::read() const {
  snapshot now{bounds_, {}, sum_.load(std::memory_order_relaxed)};
  now.counts.reserve(bounds_.size() + 1);
  for (std::size_t i = 0; i <= bounds_.size(); ++i)
    now.counts.push_back(counts_[i].load(std::memory_order_relaxed));
  return now;
}

}  // namespace parley::telemetry
