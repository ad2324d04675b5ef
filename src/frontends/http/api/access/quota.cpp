#include "frontends/http/api/access/quota.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::int64_t fresh_us = 1'000'000;
constexpr std::int64_t retry_ms = 60'000;  ///< somebody has to erase something first
constexpr std::size_t tenants_max = 10'000;

base::status full(std::int64_t most, const char* what) {
  return {base::errc::rate_limited, "",
          "The tenant has the " + std::to_string(most) + " " + what + " that it may have.", retry_ms};
}

bool reached(std::int64_t has, std::int64_t most) { return most > 0 && has >= most; }

}  // namespace

base::result<void> quota_book::check(const std::string& tenant, growth adds,
                                     std::chrono::microseconds now) {
  if (adds == growth::nothing || (limit_.sessions == 0 && limit_.messages == 0)) return {};
  if (tenants_.size() >= tenants_max && !tenants_.contains(tenant)) tenants_.clear();
  auto& usage = tenants_[tenant];
  if (!usage) usage = std::make_shared<tenant_usage>();
  const auto found = usage->found_us.load();
  if ((found < 0 || now.count() - found >= fresh_us) && !usage->asked.exchange(true))
    ask_(tenant, usage);
  if (adds != growth::messages && reached(usage->sessions.load(), limit_.sessions))
    return base::fail(full(limit_.sessions, "sessions"));
  if (adds != growth::sessions && reached(usage->messages.load(), limit_.messages))
    return base::fail(full(limit_.messages, "messages"));
  return {};
}

}  // namespace parley::frontends::http::api
