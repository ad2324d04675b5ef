#include <iterator>

#include "commands.hpp"
#include "import_source.hpp"
#include "parley/domain/json.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;
using domain::json;

namespace {

constexpr std::size_t cell_width = 60;

/// What the rule says of that field; `any` when it says nothing.
std::string cell(const json& rule, const char* field) {
  const auto value = rule.value(field, json{});
  if (value.is_null()) return "any";
  return one_line(value.is_string() ? value.get<std::string>() : value.dump(), cell_width);
}

std::string rules_text(const json& policy) {
  const auto rules = policy.value("rules", json::array());
  if (rules.empty()) return "no rules: every session is kept\n";
  std::vector<std::vector<std::string>> rows{
      {"RULE", "ACTION", "IDLE DAYS", "STATUS", "TYPE", "ROLE", "USER"}};
  for (const auto& rule : rules)
    rows.push_back({cell(rule, "name"), cell(rule, "action"), cell(rule, "idle_days"),
                    cell(rule, "status"), cell(rule, "type"), cell(rule, "role"),
                    cell(rule, "user")});
  return table_text(rows);
}

std::string counts_text(const json& found) {
  std::vector<std::vector<std::string>> rows{{"RULE", "ACTION", "SESSIONS", "MESSAGES", "FIRST"}};
  for (const auto& rule : found.value("rules", json::array())) {
    std::string first;
    for (const auto& id : rule.value("first", json::array()))
      first += (first.empty() ? "" : " ") + id.get<std::string>();
    rows.push_back({cell(rule, "name"), cell(rule, "action"), cell(rule, "sessions"),
                    cell(rule, "messages"), one_line(first, cell_width)});
  }
  auto text = rows.size() > 1 ? table_text(rows) : rules_text(found);
  text += "looked at " + counted(found.value("looked_at", std::int64_t{0}), "session");
  return text + (found.value("complete", true) ? "\n" : "; there are more\n");
}

/// The rules in the file of --set; empty without it.
base::result<std::string> given_rules(const invocation& from) {
  if (!from.options.contains("set")) return std::string{};
  auto source = import_source::open(from.options["set"].as<std::string>());
  if (!source) return base::fail(source.error());
  std::string text{std::istreambuf_iterator<char>{source->from_start()}, {}};
  // Without a body a dry run would try the rules that are in force.
  if (text.empty())
    return base::fail(base::errc::invalid_argument, "", source->name() + " is empty");
  return text;
}

}  // namespace

void describe_retention(po::options_description& options) {
  options.add_options()("set", po::value<std::string>()->value_name("FILE"),
                        "replace the rules by those of a JSON file; - is stdin")(
      "dry-run", po::bool_switch(),
      "what the rules, or those of --set, would erase now; changes nothing");
}

exit_code run_retention(const invocation& from) {
  auto rules = given_rules(from);
  if (!rules) return report(rules.error());
  auto api = open_api(from);
  if (!api) return report(api.error());
  const bool dry_run = from.options["dry-run"].as<bool>();
  const char* method = dry_run ? "POST" : rules->empty() ? "GET" : "PUT";
  const auto target = tenant_path(from.tenant, dry_run ? "/retention/dry-run" : "/retention");
  const auto answer = (*api)->call(method, target, std::move(*rules));
  if (!answer) return report(answer.error());
  if (const auto failure = failure_of(*answer)) return report(*failure);
  const auto body = domain::parse_json(answer->body);
  if (!body) return report(body.error());
  if (from.json) return print_result(body->dump() + "\n");
  return print_result(dry_run ? counts_text(*body) : rules_text(*body));
}

}  // namespace parley::tools
