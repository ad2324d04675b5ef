#include "frontends/gateway/migration.hpp"

#include "frontends/actions/handlers.hpp"
#include "frontends/gateway/bodies.hpp"

namespace parley::frontends::actions {

using protocol::migration_command;
using protocol::migration_status;

namespace {

void show_status(const action_ptr& a, const migration_status& now) {
  succeed(a, gateway::encode(now));
}

void command_loop(const action_ptr& a, migration_command::act what) {
  auto command = gateway::read_migration_command(a->said.data, what);
  if (!command) return fail(a, std::move(command.error()));
  ask<migration_status>(a, show_status, protocol::migrate_atom_v, a->caller, std::move(*command));
}

}  // namespace

void start_migration_loop(const action_ptr& a) { command_loop(a, migration_command::act::start); }

void stop_migration_loop(const action_ptr& a) { command_loop(a, migration_command::act::stop); }

void migrate_conversation(const action_ptr& a) {
  if (auto legal = gateway::read_nothing(a->said.data); !legal)
    return fail(a, std::move(legal.error()));
  ask<migration_status>(a, show_status, protocol::migrate_atom_v, a->caller, a->session());
}

void get_migration_stats(const action_ptr& a) {
  if (auto legal = gateway::read_nothing(a->said.data); !legal)
    return fail(a, std::move(legal.error()));
  ask<migration_status>(a, show_status, protocol::migrate_atom_v, a->caller, migration_command{});
}

}  // namespace parley::frontends::actions
