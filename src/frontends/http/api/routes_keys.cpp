#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/route_groups.hpp"

namespace parley::frontends::http::api {

using enum body_kind;

std::vector<route> key_routes() {
  return {
      {"POST",
       "/v1/tenants/{tenant}/keys",
       "createKey",
       "Makes an API key. Its token is in the answer, and nowhere else.",
       create_key,
       json,
       "KeyRequest",
       {{201, "CreatedKey", "The key with its token, in force."}},
       {},
       {},
       permission::keys},
      {"GET",
       "/v1/tenants/{tenant}/keys",
       "listKeys",
       "The keys of the tenant, the oldest first; no secrets.",
       list_keys,
       none,
       "",
       {{200, "KeyList", "All of them; there are 1,000 at most."}},
       {},
       {},
       permission::keys},
      {"DELETE",
       "/v1/tenants/{tenant}/keys/{key_id}",
       "revokeKey",
       "Revokes a key, at once and for good. What it has open is closed.",
       revoke_key,
       none,
       "",
       {{200, "Key", "The key as it is now."}},
       {},
       {},
       permission::keys},
  };
}

}  // namespace parley::frontends::http::api
