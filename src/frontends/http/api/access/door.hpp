#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "frontends/http/api/access/access.hpp"
#include "frontends/http/api/access/concurrency.hpp"
#include "frontends/http/api/access/quota.hpp"
#include "frontends/http/api/access/rate.hpp"
#include "frontends/http/api/route.hpp"
#include "parley/telemetry/audit.hpp"

namespace parley::frontends::http::api {

struct door_options {
  access_options access{};
  std::int64_t key_requests_s = 0;     ///< of one key; 0: no limit
  std::int64_t tenant_requests_s = 0;  ///< of all keys of a tenant, or of an address without a key
  std::int64_t key_connections = 0;    ///< requests and streams that are open at once, likewise
  std::int64_t tenant_connections = 0;
  quota tenant_quota{};
  quota_book::look usage{};  ///< asked only when there is a quota
  std::shared_ptr<telemetry::audit_log> audit{};  ///< null: administrative acts are only logged
};

/// What stands before every route. `rules` may be asked by any thread, the rest by the one that takes
/// requests.
class door {
 public:
  door(door_options given, const base::clock& clock);

  const access rules;

  /// Who asks, when this is open to them; an administrative act that is not is noted. `to` is null
  /// for a path without a route. unauthorized, forbidden, rate_limited.
  base::result<asker> let_in(const transport::request& request, const route* to,
                             const std::vector<std::string>& path);

  /// Whether one more request is within their rates; rate_limited.
  base::result<void> pace(const asker& who, const std::string& tenant, const std::string& peer);

  /// Whether the tenant may have more; rate_limited.
  base::result<void> grow(const std::string& tenant, growth adds) {
    return quotas_.check(tenant, adds, clock_.monotonic());
  }

  /// The same responder; an administrative act is noted with what became of it.
  transport::responder audited(const transport::request& request, const route& to,
                               const asker& who, const std::string& tenant,
                               transport::responder respond) const;

 private:
  base::result<void> seat(asker& who, const std::string& tenant, const std::string& peer);
  static base::result<void> check(const asker& who, const route* to, const std::string& tenant);

  const base::clock& clock_;
  rate_limiter keys_;
  rate_limiter tenants_;
  concurrency_limiter open_of_keys_;
  concurrency_limiter open_of_tenants_;
  quota_book quotas_;
  std::shared_ptr<telemetry::audit_log> audit_;
};

/// What the route needs, in place of `by_method`.
permission needed(const route& to);

}  // namespace parley::frontends::http::api
