#include <array>

#include "commands.hpp"
#include "frontends/http/transport/target.hpp"
#include "shown.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;

namespace {

constexpr std::array options_of_query{"agent", "from", "to"};

std::string target_of(const invocation& from) {
  auto target = tenant_path(from.tenant, "/stats");
  char before = '?';
  for (const auto* name : options_of_query) {
    if (!from.options.contains(name)) continue;
    const auto& value = from.options[name].as<std::string>();
    target += before + std::string{name} + '=' + frontends::http::transport::percent_encode(value);
    before = '&';
  }
  return target;
}

/// "-" where there is nothing to take the mean of.
std::string mean_text(const domain::json& value) {
  if (!value.is_number()) return "-";
  const auto tenths = static_cast<std::int64_t>(value.get<double>() * 10 + 0.5);
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

std::string names_text(const domain::json& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name.get<std::string>();
  return text.empty() ? "-" : text;
}

std::string statistics_text(const domain::json& found) {
  const auto& sessions = found.at("sessions");
  std::vector<std::vector<std::string>> rows = {
      {"sessions", sessions.at("total").dump()},
      {"  active", sessions.at("active").dump()},
      {"  closed", sessions.at("closed").dump()},
      {"  archived", sessions.at("archived").dump()},
      {"messages", found.at("messages").dump()},
      {"tokens, about", found.at("tokens").at("count").dump()},
      {"messages a session", mean_text(found.at("mean_messages"))},
      {"seconds a session", mean_text(found.at("mean_duration_s"))}};
  if (found.at("agent").is_null()) rows.push_back({"agents", names_text(found.at("agents"))});
  auto text = table_text(rows);
  rows = {{"DAY", "SESSIONS", "MESSAGES", "TOKENS"}};
  for (const auto& day : found.at("days"))
    rows.push_back({day.at("day").get<std::string>(), day.at("sessions").dump(),
                    day.at("messages").dump(), day.at("tokens").dump()});
  if (rows.size() > 1) text += '\n' + table_text(rows);
  return text;
}

}  // namespace

void describe_stats(po::options_description& options) {
  auto add = options.add_options();
  add("agent", po::value<std::string>()->value_name("ROLE"), "of the agents in this role only");
  add("from", po::value<std::string>()->value_name("DAY"),
      "messages, tokens and days from this one on: 2026-01-02");
  add("to", po::value<std::string>()->value_name("DAY"), "up to this one");
}

exit_code run_stats(const invocation& from) {
  auto api = open_api(from);
  if (!api) return report(api.error());
  const auto found = get(**api, target_of(from));
  if (!found) return report(found.error());
  return print_result(from.json ? found->dump() + "\n" : statistics_text(*found));
}

}  // namespace parley::tools
