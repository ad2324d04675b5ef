#include "frontends/http/api/route_groups.hpp"

namespace parley::frontends::http::api {

std::span<const route> routes() {
  static const std::vector<route> all = [] {
    std::vector<route> rows;
    for (const auto group :
         {session_routes, message_routes, turn_routes, branch_routes, tree_routes, context_routes,
          store_routes, migration_routes, stream_routes, conversation_routes, key_routes,
          node_routes})
      for (auto& row : group()) rows.push_back(std::move(row));
    return rows;
  }();
  return all;
}

}  // namespace parley::frontends::http::api
