#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace parley::frontends::http::api {

/// Requests a second, for each of many names: a token bucket (ITU-T I.371) that holds the requests
/// of one second. Pure; used by one thread.
class rate_limiter {
 public:
  /// 0: no limit.
  explicit rate_limiter(std::int64_t per_second) : per_second_(per_second) {}

  /// 0 when the request is within the rate, and it counts; else milliseconds until the next one is.
  std::int64_t take(const std::string& name, std::chrono::microseconds now);

  std::size_t names() const { return buckets_.size(); }

 private:
  struct bucket {
    double left;
    std::chrono::microseconds at;
  };
  void forget_full(std::chrono::microseconds now);
  double left(const bucket& b, std::chrono::microseconds now) const;

  std::int64_t per_second_;
  std::unordered_map<std::string, bucket> buckets_;
};

}  // namespace parley::frontends::http::api
