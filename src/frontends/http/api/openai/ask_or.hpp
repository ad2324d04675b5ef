#pragma once

#include <utility>

#include "frontends/http/api/call.hpp"

namespace parley::frontends::http::api::openai {

/// As `ask`, but a failure goes to `refused(call, status)`.
template <class Reply, class Then, class Refused, class... Args>
void ask_or(call_ptr c, Then then, Refused refused, Args... args) {
  const auto node = c->node;
  gateway::ask<Reply>(
      node->system, node->supervisor,
      [c = std::move(c), then = std::move(then),
       refused = std::move(refused)](base::result<Reply> reply) mutable {
        guarded(c, [&] {
          if (reply)
            then(c, std::move(*reply));
          else
            refused(c, std::move(reply.error()));
        });
      },
      std::move(args)...);
}

/// The session that the path of a conversation names.
inline storage::session_ref conversation_of(const call& c) { return {c.caller.tenant, c.path[2]}; }

}  // namespace parley::frontends::http::api::openai
