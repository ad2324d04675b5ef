#include "parley/telemetry/log_budget.hpp"

namespace parley::telemetry {

std::optional<std::uint64_t> log_budget::take(std::chrono::microseconds now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now).count();
  if (second_.exchange(second, std::memory_order_relaxed) != second)
    written_.store(0, std::memory_order_relaxed);
  if (written_.fetch_add(1, std::memory_order_relaxed) < most_)
    return left_out_.exchange(0, std::memory_order_relaxed);
  left_out_.fetch_add(1, std::memory_order_relaxed);
  return std::nullopt;
}

}  // namespace parley::telemetry
