#include "frontends/gateway/migration.hpp"

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"

namespace parley::frontends::http::api {

using protocol::migration_command;
using protocol::migration_status;

namespace {

void send_status(const call_ptr& c, const migration_status& now) {
  send(*c, 200, gateway::encode(now));
}

void ask_migration(const call_ptr& c, migration_command command) {
  ask<migration_status>(c, send_status, protocol::migrate_atom_v, c->caller, std::move(command));
}

void command_migration(const call_ptr& c, migration_command::act what) {
  const auto body =
      c->request.body.empty() ? base::result<domain::json>{domain::json::object()} : json_body(*c);
  if (!body) return fail(*c, body.error());
  auto command = gateway::read_migration_command(*body, what);
  if (!command) return fail(*c, command.error());
  ask_migration(c, std::move(*command));
}

}  // namespace

void get_migration(const call_ptr& c) { ask_migration(c, {}); }
void start_migration(const call_ptr& c) { command_migration(c, migration_command::act::start); }
void stop_migration(const call_ptr& c) { command_migration(c, migration_command::act::stop); }

void migrate_session(const call_ptr& c) {
  if (auto legal = nothing_in_body(*c); !legal) return fail(*c, legal.error());
  ask<migration_status>(c, send_status, protocol::migrate_atom_v, c->caller,
                        storage::session_ref{c->path[2], c->path[5]});
}

}  // namespace parley::frontends::http::api
