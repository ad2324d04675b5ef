#include "frontends/actions/types.hpp"

#include <algorithm>
#include <string>

#include "frontends/actions/handlers.hpp"

namespace parley::frontends::actions {

using base::errc;

namespace {

using enum session_use;
using enum answer_size;

constexpr std::int64_t small_bytes = 16384;

constexpr action_type types[] = {
    {"conversation.create", optional, small, create_conversation},
    {"conversation.save_message", required, small, save_message},
    {"conversation.get_context", required, page, get_context},
    {"conversation.get_history", required, page, get_history},
    {"conversation.get_full", required, page, get_full},
    {"conversation.list", refused, page, list_conversations},
    {"conversation.search", optional, page, search_conversations},
    {"conversation.update_status", required, small, update_status},
    {"conversation.session_closed", required, small, session_closed},
    {"conversation.stats", refused, small, get_stats},
    {"migration.start_migration_loop", refused, small, start_migration_loop},
    {"migration.stop_migration_loop", refused, small, stop_migration_loop},
    {"migration.migrate_conversation_explicitly", required, small, migrate_conversation},
    {"migration.get_migration_stats", refused, small, get_migration_stats},
};

base::status unknown_type() {
  std::string names;
  for (const auto& t : types) names.append(names.empty() ? "" : ", ").append(t.name);
  return {errc::invalid_argument, "action_type", "The type is not known. Allowed: " + names + "."};
}

const action_type* type_named(std::string_view name) {
  const auto at = type_index(name);
  return at == std::size(types) ? nullptr : &types[at];
}

}  // namespace

std::span<const action_type> action_types() { return types; }

std::size_t type_index(std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(types, name, &action_type::name) - types);
}

std::int64_t answer_bytes(const std::string& type, const base::limits& limits) {
  const auto* found = type_named(type);
  return found && found->answer == page ? limits.page_bytes : small_bytes;
}

void dispatch(const action_ptr& a) {
  const auto* type = type_named(a->said.action_type);
  if (!type) return fail(a, unknown_type());
  if (type->session == required && !a->said.session_id)
    return fail(a, {errc::invalid_argument, "session_id",
                    "The action needs a session_id, in data or beside it."});
  if (type->session == refused && a->said.session_id)
    return fail(a, {errc::invalid_argument, "session_id",
                    "The action is not about one session; session_id must be absent."});
  guarded(a, [&] { type->run(a); });
}

}  // namespace parley::frontends::actions
