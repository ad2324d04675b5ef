#include <algorithm>

#include "frontends/gateway/session_filters.hpp"
#include "frontends/http/api/change.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/sessions_create.hpp"
#include "frontends/http/api/sessions_list.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::http::api {

using domain::json;

namespace {

constexpr std::int64_t tree_nodes_max = 10'000;

/// The first record with those below it inside, each with its `children`.
json nested(const protocol::session_tree& tree) {
  std::vector<json> records;
  for (const auto& view : tree.nodes) {
    records.push_back(domain::encode(view));
    records.back()["children"] = json::array();
  }
  // From the last to the first, so that what is moved into its parent is complete.
  for (auto i = records.size(); i-- > 1;) {
    auto& children = records[i]["children"];
    std::reverse(children.begin(), children.end());
    records[static_cast<std::size_t>(tree.above[i])]["children"].push_back(std::move(records[i]));
  }
  auto& root = records.front();
  std::reverse(root["children"].begin(), root["children"].end());
  root["truncated"] = tree.truncated;
  return std::move(root);
}

}  // namespace

void create_children(const call_ptr& c) { create_below(c, c->path[4]); }

void list_children(const call_ptr& c) {
  auto query = gateway::read_session_query(c->query, c->caller.tenant, c->node->limits);
  if (!query) return fail(*c, query.error());
  query->parent = c->path[4];
  // A list of nothing would not tell that there is no such session.
  ask<domain::session_view>(
      c,
      [query = std::move(*query)](const call_ptr& same, const domain::session_view&) mutable {
        ask_page(same, std::move(query));
      },
      protocol::get_atom_v, c->caller, c->session());
}

void get_tree(const call_ptr& c) {
  const auto deepest = c->node->limits.tree_depth;
  const auto depth = integer_parameter(*c, "depth", 0, deepest);
  if (!depth) return fail(*c, depth.error());
  ask<protocol::session_tree>(
      c,
      [](const call_ptr& same, protocol::session_tree tree) {
        auto kept = std::make_shared<protocol::session_tree>(std::move(tree));
        offload(*same->node, [same, kept] {
          guarded(same, [&] { send(*same, 200, nested(*kept)); });
        });
      },
      protocol::tree_atom_v, c->caller, c->session(),
      protocol::tree_request{depth->value_or(deepest), tree_nodes_max, {}});
}

void archive_session(const call_ptr& c) {
  auto reason = reason_in_body(*c);
  if (!reason) return fail(*c, reason.error());
  change_record(c, domain::archive_change{std::move(*reason)}, reply_with_record);
}

}  // namespace parley::frontends::http::api
