#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/route_groups.hpp"
#include "frontends/http/api/tenant_streams.hpp"

namespace parley::frontends::http::api {

using enum body_kind;

std::vector<route> stream_routes() {
  return {
      {"GET",
       "/v1/tenants/{tenant}/sessions/{session}/events",
       "streamSession",
       "What happens in the session, as Server-Sent Events.",
       stream_session,
       none,
       "",
       {{200, "EventStream", "`id` is the cursor, `event` the type, `data` an Event."}},
       {"from"},
       {last_event_header}},
      {"GET",
       "/v1/tenants/{tenant}/sessions/{session}/ws",
       "openSessionSocket",
       "The same as a WebSocket, which takes requests too.",
       open_session_socket,
       none,
       "",
       {{101, "Socket", "The WebSocket is open."}},
       {"from"},
       {}},
      {"GET",
       "/v1/tenants/{tenant}/events",
       "streamTenant",
       "What happens in all sessions of the tenant, as Server-Sent Events. Messages come in the order "
       "in which they were committed.",
       stream_tenant,
       none,
       "",
       {{200, "EventStream", "`id` is the cursor, `event` the type, `data` an Event."}},
       {"from"},
       {last_event_header}},
      {"GET",
       "/v1/tenants/{tenant}/ws",
       "openTenantSocket",
       "The same as a WebSocket, which takes requests too; they name their session.",
       open_tenant_socket,
       none,
       "",
       {{101, "Socket", "The WebSocket is open."}},
       {"from"},
       {}},
  };
}

}  // namespace parley::frontends::http::api
