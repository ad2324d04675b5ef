#include "frontends/gateway/statistics.hpp"

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/handlers.hpp"

namespace parley::frontends::http::api {

void get_statistics(const call_ptr& c) {
  const auto query = gateway::read_statistics_query(c->query);
  if (!query) return fail(*c, query.error());
  ask<storage::statistics>(
      c,
      [query = *query](const call_ptr& same, const storage::statistics& found) {
        send(*same, 200, gateway::encode(query, found));
      },
      protocol::statistics_atom_v, c->caller, *query);
}

}  // namespace parley::frontends::http::api
