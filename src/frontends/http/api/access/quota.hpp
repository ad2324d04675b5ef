#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "parley/base/status.hpp"

namespace parley::frontends::http::api {

/// What a route adds to a tenant.
enum class growth : std::uint8_t { nothing, sessions, messages, both };

/// How much a tenant may have; 0: as much as it likes.
struct quota {
  std::int64_t sessions = 0;
  std::int64_t messages = 0;
};

/// What a tenant has, as it was found last. Written by whoever finds it, on any thread.
struct tenant_usage {
  std::atomic<std::int64_t> sessions{0};
  std::atomic<std::int64_t> messages{0};
  std::atomic<std::int64_t> found_us{-1};  ///< base::clock::monotonic(); -1: never
  std::atomic<bool> asked{false};          ///< an answer is on its way
};
using usage_ptr = std::shared_ptr<tenant_usage>;

/// Keeps tenants within their quota without holding up a request: what they have is asked for in the
/// background, once a second at most while they add something. So a tenant passes its quota by what it
/// adds in about a second. Used by one thread.
class quota_book {
 public:
  /// Asks what a tenant has and fills it in, `asked` last.
  using look = std::function<void(const std::string& tenant, usage_ptr into)>;

  quota_book(quota limit, look ask) : limit_(limit), ask_(std::move(ask)) {}

  /// rate_limited when the tenant has as much already of what would be added.
  base::result<void> check(const std::string& tenant, growth adds, std::chrono::microseconds now);

 private:
  quota limit_;
  look ask_;
  std::unordered_map<std::string, usage_ptr> tenants_;
};

}  // namespace parley::frontends::http::api
