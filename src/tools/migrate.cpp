#include "commands.hpp"
#include "frontends/http/transport/target.hpp"
#include "shown.hpp"
#include "stopping.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;
using domain::json;

namespace {

constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t idle_days_max = 36'500;
constexpr std::int64_t look_again_ms = 50;
constexpr std::int64_t patience_ms = 10'000;
constexpr const char* loop_options[] = {"interval", "batch", "rate"};

std::int64_t number(const json& of, const char* name) { return of.value(name, std::int64_t{0}); }

base::result<json> post(api& to, const std::string& target, std::string body = {}) {
  const auto answer = to.call("POST", target, std::move(body));
  if (!answer) return base::fail(answer.error());
  if (const auto failure = failure_of(*answer)) return base::fail(*failure);
  return domain::parse_json(answer->body);
}

std::string status_text(const json& now) {
  const auto shown = [&](const char* name) { return std::to_string(number(now, name)); };
  const auto last_error = now.value("last_error", "");
  const auto loop =
      now.value("running", false) ? "runs every " + shown("interval_s") + " s" : "stopped";
  return table_text({{"loop", loop},
                     {"sessions together", shown("batch")},
                     {"messages a second", number(now, "rate") == 0 ? "any" : shown("rate")},
                     {"moved", shown("moved")},
                     {"  messages", shown("messages")},
                     {"  bytes, about", shown("bytes")},
                     {"came back", shown("recalled")},
                     {"kept", shown("kept")},
                     {"failed", shown("failed")},
                     {"seconds due", shown("lag_s")},
                     {"last round", now.value("last_round", "-")},
                     {"last error", last_error.empty() ? "-" : one_line(last_error, 200)}});
}

/// What the rounds of this process did. Who stays is met by every round: that is a number of the
/// last one.
json total(const json& before_last, const json& last) {
  return {{"moved", number(last, "moved")},
          {"messages", number(last, "messages")},
          {"bytes", number(last, "bytes")},
          {"kept", number(last, "kept") - number(before_last, "kept")},
          {"failed", number(last, "failed") - number(before_last, "failed")},
          {"last_error", last.value("last_error", "")}};
}

std::string total_text(const json& done) {
  auto text = "moved " + counted(number(done, "moved"), "session") + ", " +
              counted(number(done, "messages"), "message") + ", about " +
              counted(number(done, "bytes"), "byte") + "\n";
  if (number(done, "kept") > 0)
    text += counted(number(done, "kept"), "session") +
            " due and kept: not at rest, above one that stays, or sharing messages with a fork\n";
  if (number(done, "failed") > 0)
    text += counted(number(done, "failed"), "session") +
            " failed: " + one_line(done.value("last_error", ""), 200) + "\n";
  return text;
}

/// Rounds until one moves nothing, a store that is away holds them up, or somebody has enough.
base::result<json> run_rounds(api& of, const std::string& target, const sigset_t& stopping) {
  const auto begun = post(of, target + "/start", R"({"interval_s": 1})");
  if (!begun) return base::fail(begun.error());
  json before{{"last_round", ""}};
  json changed;
  for (std::int64_t still_ms = 0;; still_ms += look_again_ms) {
    const bool goes_on = wait(stopping, look_again_ms);
    const auto now = get(of, target);
    if (!now) return base::fail(now.error());
    if (!goes_on) return total(before, *now);
    const bool failed = number(*now, "failed") > number(before, "failed");
    if (failed && still_ms > patience_ms) return total(before, *now);
    const auto done = json::array({now->at("moved"), now->at("kept")});
    if (done != changed) still_ms = 0;
    changed = done;
    if (now->value("last_round", "") == before.value("last_round", "")) continue;
    if (number(*now, "moved") == number(before, "moved")) return total(before, *now);
    before = *now;
  }
}

std::string loop_body(const invocation& from) {
  json body = json::object();
  for (const std::string name : loop_options)
    if (from.options.contains(name))
      body[name == "interval" ? "interval_s" : name] = from.options[name].as<std::int64_t>();
  return body.dump();
}

std::string mistake_of(const invocation& from) {
  const auto has = [&](const char* name) { return from.options.contains(name); };
  const bool starts = from.options["start"].as<bool>();
  const bool stops = from.options["stop"].as<bool>();
  if (starts + stops + has("session") > 1)
    return "--session, --start and --stop exclude each other";
  for (const auto* name : loop_options)
    if (has(name) && !starts) return std::string{"--"} + name + " goes with --start";
  if (has("idle-days")) {
    const auto days = from.options["idle-days"].as<std::int64_t>();
    if (days < 0 || days > idle_days_max) return "--idle-days is 0 to 36500";
    if (from.server) return "--idle-days is for --store: a server has its setting migration.idle_s";
    if (has("session")) return "--session moves it at once: --idle-days means nothing to it";
  }
  if (from.server) return {};
  if (starts || stops) return "--start and --stop are for the loop of a --server";
  if (from.settings.values.archive.uri.empty())
    return "migrate needs an archive: --archive URI, or the setting archive.uri";
  return {};
}

exit_code move_one(api& of, const invocation& from, const std::string& target) {
  const auto& session = from.options["session"].as<std::string>();
  const auto now =
      post(of, target + "/sessions/" + frontends::http::transport::percent_encode(session));
  if (!now) return report(now.error());
  return print_result(from.json ? now->dump() + "\n"
                                : "session " + printable(session) + " is in the archive\n");
}

exit_code move_due(api& of, const invocation& from, const std::string& target,
                   const sigset_t& stopping) {
  const auto done = run_rounds(of, target, stopping);
  if (!done) return report(done.error());
  const auto printed = print_result(from.json ? done->dump() + "\n" : total_text(*done));
  if (printed != exit_code::done) return printed;
  return number(*done, "failed") > 0 ? exit_code::some_failed : exit_code::done;
}

}  // namespace

void describe_migrate(po::options_description& options) {
  auto whole = [](const char* name) { return po::value<std::int64_t>()->value_name(name); };
  auto add = options.add_options();
  add("session", po::value<std::string>()->value_name("ID"), "move this one, due or not");
  add("idle-days", whole("N"),
      "sessions not used for so long are due (default: the setting migration.idle_s)");
  add("start", po::bool_switch(), "have the server's loop run");
  add("stop", po::bool_switch(), "have it stop");
  add("interval", whole("S"), "with --start: seconds between two rounds");
  add("batch", whole("N"), "with --start: sessions that are moved together");
  add("rate", whole("N"), "with --start: messages a second at most, 0: any number");
}

exit_code run_migrate(const invocation& from) {
  if (auto mistake = mistake_of(from); !mistake.empty()) return report_usage(mistake, "migrate");
  auto with = from;
  auto& migration = with.settings.values.migration;
  if (from.options.contains("idle-days"))
    migration.idle_s = from.options["idle-days"].as<std::int64_t>() * day_s;
  // The bound is for the sake of live sessions, and there are none here.
  if (!from.settings.origins.contains("migration.rate")) migration.rate = 0;
  const auto stopping = block_stopping();
  auto api = open_api(with, creates::archive);
  if (!api) return report(api.error());

  const auto target = tenant_path(from.tenant, "/migration");
  if (from.options.contains("session")) return move_one(**api, from, target);
  if (!from.server) return move_due(**api, from, target, stopping);
  const bool starts = from.options["start"].as<bool>();
  const bool stops = from.options["stop"].as<bool>();
  const auto now = starts  ? post(**api, target + "/start", loop_body(from))
                   : stops ? post(**api, target + "/stop")
                           : get(**api, target);
  if (!now) return report(now.error());
  return print_result(from.json ? now->dump() + "\n" : status_text(*now));
}

}  // namespace parley::tools
