#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/route_groups.hpp"

namespace parley::frontends::http::api {

using enum body_kind;

std::vector<route> context_routes() {
  return {
      {"GET",
       "/v1/tenants/{tenant}/sessions/{session}/context",
       "getContext",
       "The messages of the next model call, within a budget of tokens; changes nothing.",
       get_context,
       none,
       "",
       {{200, "Context", "The messages and a report of what is in them and what is not."}},
       {"max_tokens", "reserve", "model", "as_participant", "retrieved", "system_prompt",
        "current_prompt_seq", "pending", "tools"},
       {}},
      {"POST",
       "/v1/tenants/{tenant}/sessions/{session}/context",
       "makeContext",
       "The same, for what is too long for a URL.",
       post_context,
       optional_json,
       "ContextRequest",
       {{200, "Context", "The messages and the report."}},
       {},
       {},
       permission::reader},
      {"POST",
       "/v1/tenants/{tenant}/sessions/{session}/summarize",
       "summarizeSession",
       "Has a summary made of what no summary covers; what is new stays.",
       summarize_session,
       optional_json,
       "SummarizeRequest",
       {{200, "SummaryOrNothing", "It is made, or there was nothing to do."},
        {202, "SummaryTask", "It will be made; `wait` waits for it."}},
       {},
       {}},
      {"GET",
       "/v1/tenants/{tenant}/sessions/{session}/summaries",
       "listSummaries",
       "All summaries that were made, the oldest first.",
       list_summaries,
       none,
       "",
       {{200, "SummaryList", "A page."}},
       {"cursor", "limit"},
       {}},
      {"GET",
       "/v1/tenants/{tenant}/sessions/{session}/summaries/{summary}",
       "getSummary",
       "One summary, with what it was made of and why.",
       get_summary,
       none,
       "",
       {{200, "Summary", "The summary; the text of a stale one is gone."}},
       {},
       {}},
  };
}

}  // namespace parley::frontends::http::api
