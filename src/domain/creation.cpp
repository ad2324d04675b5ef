#include "parley/domain/creation.hpp"

#include "domain/origin.hpp"
#include "domain/rules.hpp"
#include "parley/domain/keys.hpp"

namespace parley::domain {

namespace {

/// What a record may not be made of, whatever the request says.
base::result<void> check_place(const session_request& request, const std::string& tenant,
                               const std::string& id, const std::optional<parent_facts>& parent,
                               const base::limits& limits) {
  if (!is_id(tenant)) return base::fail(broken("tenant_id", id_rule.allowed));
  if (!is_id(id)) return base::fail(broken("session_id", id_rule.allowed));
  if (!parent) {
    if (!request.parent_session_id) return {};
    return base::fail(base::errc::not_found, "parent_session_id",
                      "There is no session of this id to be the parent.");
  }
  if (parent->session_id == id)
    return base::fail(broken("parent_session_id", "another session than the child itself"));
  if (parent->depth + 1 > limits.tree_depth)
    return base::fail(broken("parent_session_id", "a session at a depth below " +
                                                      std::to_string(limits.tree_depth) +
                                                      ", the deepest of a tree"));
  return {};
}

}  // namespace

base::result<session> create_session(const session_request& request, const std::string& tenant,
                                     const std::string& id,
                                     const std::optional<parent_facts>& parent, base::timestamp now,
                                     const base::limits& limits) {
  if (auto placed = check_place(request, tenant, id, parent, limits); !placed)
    return base::fail(std::move(placed.error()));

  auto said = request;
  if (said.participants.empty()) said.participants = implied_participants();
  if (parent) said.parent_session_id = parent->session_id;

  session out;
  out.session_id = id;
  out.tenant_id = tenant;
  out.conversation_id = said.conversation_id.value_or(id);
  out.user_id = said.user_id;
  out.type = said.type;
  out.participants = said.participants;
  for (auto& p : out.participants) p.joined_at = now;
  out.session_key = session_key(out.type, id, out.participants);
  std::optional<std::string> inherited_user;
  if (parent) {
    out.parent_session_id = parent->session_id;
    out.root_session_id = parent->root_session_id.value_or(parent->session_id);
    out.depth = parent->depth + 1;
    inherited_user = parent->user_id;
    if (!out.user_id) out.user_id = inherited_user;
  }
  out.created_at = now;
  out.touched_at = now;
  out.system_prompt = said.system_prompt;
  out.metadata = said.metadata;
  out.extra[origin_field] = origin_of(said, id, inherited_user);
  return out;
}

bool continues(const session& earlier, const std::optional<std::string>& user_id) {
  return !earlier.user_id || earlier.user_id == user_id;
}

}  // namespace parley::domain
