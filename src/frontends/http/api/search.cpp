#include "frontends/gateway/search.hpp"

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/handlers.hpp"

namespace parley::frontends::http::api {

void search_messages(const call_ptr& c) {
  auto query = gateway::read_search_query(c->query, c->node->limits);
  if (!query) return fail(*c, query.error());
  ask<storage::search_page>(
      c,
      [](const call_ptr& same, const storage::search_page& page) {
        send(*same, 200, gateway::encode(page));
      },
      protocol::search_atom_v, c->caller, std::move(*query));
}

}  // namespace parley::frontends::http::api
