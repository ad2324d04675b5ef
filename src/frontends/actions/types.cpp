#include "frontends/actions/types.hpp"

#include <algorithm>
#include <string>

#include "frontends/actions/handlers.hpp"

namespace parley::frontends::actions {

using base::errc;

namespace {

using enum session_use;

constexpr action_type types[] = {
    {"conversation.create", optional, create_conversation},
    {"conversation.save_message", required, save_message},
    {"conversation.get_context", required, get_context},
    {"conversation.get_history", required, get_history},
    {"conversation.get_full", required, get_full},
    {"conversation.list", refused, list_conversations},
    {"conversation.search", optional, search_conversations},
    {"conversation.update_status", required, update_status},
    {"conversation.session_closed", required, session_closed},
    {"conversation.stats", refused, get_stats},
    {"migration.start_migration_loop", refused, start_migration_loop},
    {"migration.stop_migration_loop", refused, stop_migration_loop},
    {"migration.migrate_conversation_explicitly", required, migrate_conversation},
    {"migration.get_migration_stats", refused, get_migration_stats},
};

base::status unknown_type() {
  std::string names;
  for (const auto& t : types) names.append(names.empty() ? "" : ", ").append(t.name);
  return {errc::invalid_argument, "action_type", "The type is not known. Allowed: " + names + "."};
}

}  // namespace

std::span<const action_type> action_types() { return types; }

void dispatch(const action_ptr& a) {
  const auto* type = std::ranges::find(types, a->said.action_type, &action_type::name);
  if (type == std::end(types)) return fail(a, unknown_type());
  if (type->session == required && !a->said.session_id)
    return fail(a, {errc::invalid_argument, "session_id",
                    "The action needs a session_id, in data or beside it."});
  if (type->session == refused && a->said.session_id)
    return fail(a, {errc::invalid_argument, "session_id",
                    "The action is not about one session; session_id must be absent."});
  guarded(a, [&] { type->run(a); });
}

}  // namespace parley::frontends::actions
