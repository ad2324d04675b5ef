#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/route_groups.hpp"

namespace parley::frontends::http::api {

using enum body_kind;

std::vector<route> message_routes() {
  return {
      {"POST",
       "/v1/tenants/{tenant}/sessions/{session}/messages",
       "appendMessages",
       "Appends one message or a batch, durable when answered. If-Match names the last seq.",
       append_messages,
       json,
       "AppendRequest",
       {{201, "AppendReply", "Appended."}, {200, "AppendReply", "All of it was there before."}},
       {},
       {condition_header, idempotency_header},
       permission::by_method,
       growth::messages},
      {"GET",
       "/v1/tenants/{tenant}/sessions/{session}/messages",
       "listMessages",
       "A page of history in ascending seq; the newest one by default.",
       list_messages,
       none,
       "",
       {{200, "MessageList", "`next` goes on in the direction of the request."}},
       {"after_seq", "before_seq", "cursor", "limit", "erased"},
       {}},
      {"GET",
       "/v1/tenants/{tenant}/sessions/{session}/messages/{message}",
       "getMessage",
       "One message, by seq (digits only) or message_id.",
       get_message,
       none,
       "",
       {{200, "Message", "The message."}},
       {},
       {}},
      {"POST",
       "/v1/tenants/{tenant}/sessions/{session}/agent-messages",
       "appendAgentMessage",
       "Appends a typed message from one participant to another.",
       append_agent_message,
       json,
       "AgentMessageCreate",
       {{201, "Message", "Its entry in the history."}, {200, "Message", "It was there before."}},
       {},
       {idempotency_header},
       permission::by_method,
       growth::messages},
  };
}

}  // namespace parley::frontends::http::api
