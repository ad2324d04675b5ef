#include "frontends/http/api/sessions_list.hpp"

#include "frontends/gateway/session_filters.hpp"
#include "frontends/http/api/call.hpp"
#include "frontends/http/api/handlers.hpp"

namespace parley::frontends::http::api {

void list_sessions(const call_ptr& c) {
  auto query = gateway::read_session_query(c->query, c->caller.tenant, c->node->limits);
  if (!query) return fail(*c, query.error());
  ask_page(c, std::move(*query));
}

void ask_page(const call_ptr& c, storage::session_query query) {
  const auto order = query.order;
  const auto oldest_first = query.oldest_first;
  ask<storage::session_page>(
      c,
      [order, oldest_first](const call_ptr& same, storage::session_page page) {
        auto kept = std::make_shared<storage::session_page>(std::move(page));
        offload(*same->node, [same, kept, order, oldest_first] {
          send(*same, 200, gateway::encode(*kept, order, oldest_first));
        });
      },
      protocol::list_atom_v, c->caller, std::move(query));
}

}  // namespace parley::frontends::http::api
