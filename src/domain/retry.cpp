#include "parley/domain/retry.hpp"

#include <algorithm>

namespace parley::domain {

namespace {

constexpr std::int64_t first_ms = 100;
constexpr std::int64_t most_ms = 60'000;
constexpr std::int64_t attempts_max = 5;

}  // namespace

std::chrono::milliseconds retry_delay(std::int64_t attempts, std::uint64_t random) {
  const auto doublings = std::clamp<std::int64_t>(attempts - 1, 0, 20);
  const auto full = std::min(most_ms, first_ms << doublings);
  const auto half = full / 2;
  return std::chrono::milliseconds{full - static_cast<std::int64_t>(
                                              random % static_cast<std::uint64_t>(half + 1))};
}

retry_verdict judge(const base::status& failure, std::int64_t attempts) {
  using base::errc;
  switch (failure.code) {
    case errc::unavailable:
    case errc::overloaded:
    case errc::rate_limited:
    case errc::timeout:
    case errc::unknown_outcome:
      return retry_verdict::later;
    case errc::erased:
    case errc::not_found:
    case errc::conflict:
      return retry_verdict::give_up;
    default:
      return attempts < attempts_max ? retry_verdict::later : retry_verdict::give_up;
  }
}

}  // namespace parley::domain
