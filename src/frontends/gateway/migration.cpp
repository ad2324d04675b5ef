#include "frontends/gateway/migration.hpp"

#include <array>
#include <optional>

namespace parley::frontends::gateway {

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

}  // namespace

base::result<migration_command> read_migration_command(const json& body,
                                                       migration_command::act what) {
  migration_command command;
  command.what = what;
  if (!body.is_object())
    return base::fail(errc::invalid_argument, "body",
                      "The body must be an object: {\"interval_s\", \"batch\", \"rate\"}.");
  for (const auto& [name, value] : body.items())
    if (auto read = read_member(command, name, value); !read) return base::fail(read.error());
  return command;
}

json encode(const migration_status& now) {
  json shown{
      {"running", now.running}, {"interval_s", now.interval_s}, {"batch", now.batch},
      {"rate", now.rate},       {"moved", now.moved},           {"messages", now.messages},
      {"bytes", now.bytes},     {"recalled", now.recalled},     {"kept", now.kept},
      {"failed", now.failed},   {"lag_s", now.lag_s},           {"last_error", now.last_error}};
  if (now.last_round) shown["last_round"] = base::format_time(*now.last_round);
  return shown;
}

}  // namespace parley::frontends::gateway
