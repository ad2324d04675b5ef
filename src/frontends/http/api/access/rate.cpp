#include "frontends/http/api/access/rate.hpp"

#include <algorithm>
#include <cmath>

namespace parley::frontends::http::api {

namespace {

constexpr std::size_t names_max = 10'000;  ///< then those that asked for nothing lately go

}  // namespace

double rate_limiter::left(const bucket& b, std::chrono::microseconds now) const {
  const auto rate = static_cast<double>(per_second_);
  return std::min(rate, b.left + rate * std::chrono::duration<double>(now - b.at).count());
}

std::int64_t rate_limiter::take(const std::string& name, std::chrono::microseconds now) {
  if (per_second_ == 0) return 0;
  const auto rate = static_cast<double>(per_second_);
  if (buckets_.size() >= names_max && !buckets_.contains(name)) forget_full(now);
  auto& b = buckets_.try_emplace(name, bucket{rate, now}).first->second;
  b = {left(b, now), now};
  if (b.left < 1.0)
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil((1.0 - b.left) / rate * 1000)));
  b.left -= 1.0;
  return 0;
}

void rate_limiter::forget_full(std::chrono::microseconds now) {
  std::erase_if(buckets_, [&](const auto& item) {
    return left(item.second, now) >= static_cast<double>(per_second_);
  });
}

}  // namespace parley::frontends::http::api
