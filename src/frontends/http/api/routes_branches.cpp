#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/route_groups.hpp"

namespace parley::frontends::http::api {

using enum body_kind;

std::vector<route> branch_routes() {
  return {
      {"POST",
       "/v1/tenants/{tenant}/sessions/{session}/fork",
       "forkSession",
       "Makes a session that shares the history up to a seq; a rewind is a fork at an earlier one.",
       fork_session,
       json,
       "SessionFork",
       {{201, "Session", "The fork."}, {200, "Session", "It was forked so before."}},
       {},
       {idempotency_header},
       permission::by_method,
       growth::sessions},
      {"GET",
       "/v1/tenants/{tenant}/sessions/{session}/compare",
       "compareSessions",
       "Two histories side by side, after what they have in common.",
       compare_sessions,
       none,
       "",
       {{200, "Comparison", "A page; the left side is the session of the path."}},
       {"with", "cursor", "limit"},
       {}},
      {"GET",
       "/v1/tenants/{tenant}/sessions/{session}/prior",
       "getPrior",
       "The end of the session of the same conversation that this one continues.",
       get_prior,
       none,
       "",
       {{200, "PriorHistory", "Its last messages; none when it continues nothing."}},
       {},
       {}},
  };
}

}  // namespace parley::frontends::http::api
