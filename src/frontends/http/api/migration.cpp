#include <array>
#include <optional>

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/protocol/migration_commands.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;
using protocol::migration_command;
using protocol::migration_status;

namespace {

/// A member of the body; its range is that of the command.
struct number {
  std::string_view name;
  std::int64_t least;
  std::int64_t most;
  std::optional<std::int64_t> migration_command::*member;
};

constexpr std::array numbers{
    number{"interval_s", 1, 31'536'000, &migration_command::interval_s},
    number{"batch", 1, 1'000, &migration_command::batch},
    number{"rate", 0, 10'000'000, &migration_command::rate},
};

base::result<void> read_member(migration_command& into, const std::string& name,
                               const json& value) {
  for (const auto& n : numbers) {
    if (n.name != name) continue;
    if (value.is_null()) return {};
    // A number above the signed range is read as a negative one, which none of them may be.
    if (!value.is_number_integer() || value.get<std::int64_t>() < n.least ||
        value.get<std::int64_t>() > n.most)
      return base::fail(errc::invalid_argument, name,
                        "The field must be a whole number from " + std::to_string(n.least) +
                            " to " + std::to_string(n.most) + ".");
    into.*n.member = value.get<std::int64_t>();
    return {};
  }
  return base::fail(errc::unknown_field, name,
                    "The field is not known. Allowed: interval_s, batch, rate.");
}

base::result<migration_command> command_in_body(const call& c, migration_command::act what) {
  migration_command command;
  command.what = what;
  if (c.request.body.empty()) return command;
  const auto body = json_body(c);
  if (!body) return base::fail(body.error());
  if (!body->is_object())
    return base::fail(errc::invalid_argument, "body",
                      "The body must be an object: {\"interval_s\", \"batch\", \"rate\"}.");
  for (const auto& [name, value] : body->items())
    if (auto read = read_member(command, name, value); !read) return base::fail(read.error());
  return command;
}

void send_status(const call_ptr& c, const migration_status& now) {
  json shown{
      {"running", now.running}, {"interval_s", now.interval_s}, {"batch", now.batch},
      {"rate", now.rate},       {"moved", now.moved},           {"messages", now.messages},
      {"bytes", now.bytes},     {"recalled", now.recalled},     {"kept", now.kept},
      {"failed", now.failed},   {"lag_s", now.lag_s},           {"last_error", now.last_error}};
  if (now.last_round) shown["last_round"] = base::format_time(*now.last_round);
  send(*c, 200, shown);
}

void ask_migration(const call_ptr& c, migration_command command) {
  ask<migration_status>(c, send_status, protocol::migrate_atom_v, c->caller, std::move(command));
}

void command_migration(const call_ptr& c, migration_command::act what) {
  auto command = command_in_body(*c, what);
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
