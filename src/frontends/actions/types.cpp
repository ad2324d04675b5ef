#include "frontends/actions/types.hpp"

#include <algorithm>
#include <string>

#include "frontends/actions/handlers.hpp"

namespace parley::frontends::actions {

using base::errc;

namespace {

constexpr action_type types[] = {
    {"conversation.create", false, create_conversation},
    {"conversation.save_message", true, save_message},
    {"conversation.get_context", true, get_context},
    {"conversation.get_history", true, get_history},
    {"conversation.get_full", true, get_full},
    {"conversation.list", false, list_conversations},
    {"conversation.search", false, search_conversations},
    {"conversation.update_status", true, update_status},
    {"conversation.session_closed", true, session_closed},
    {"conversation.stats", false, get_stats},
    {"migration.start_migration_loop", false, start_migration_loop},
    {"migration.stop_migration_loop", false, stop_migration_loop},
    {"migration.migrate_conversation_explicitly", true, migrate_conversation},
    {"migration.get_migration_stats", false, get_migration_stats},
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
  if (type->of_session && !a->said.session_id)
    return fail(a, {errc::invalid_argument, "session_id",
                    "The action needs a session_id, in data or beside it."});
  guarded(a, [&] { type->run(a); });
}

}  // namespace parley::frontends::actions
