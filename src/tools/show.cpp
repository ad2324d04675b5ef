#include <algorithm>

#include "commands.hpp"
#include "frontends/http/transport/target.hpp"
#include "parley/domain/json.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;

namespace {

base::result<domain::json> get(api& from, const std::string& target) {
  const auto answer = from.call("GET", target);
  if (!answer) return base::fail(answer.error());
  if (const auto failure = failure_of(*answer)) return base::fail(*failure);
  return domain::parse_json(answer->body, 1000);
}

std::string participants_line(const domain::json& record) {
  std::string line;
  for (const auto& p : record.value("participants", domain::json::array())) {
    const auto role = p.value("participant_role", domain::json{});
    line += (line.empty() ? "" : ", ") + p.value("participant_id", "") + " (" +
            (role.is_string() ? role.get<std::string>() : p.value("participant_type", "")) +
            (p.value("left_at", domain::json{}).is_string() ? ", left" : "") + ")";
  }
  return line;
}

std::string record_text(const domain::json& record) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, value] : record.items()) {
    if (value.is_null() || name == "participants") continue;
    const auto text = value.is_string() ? value.get<std::string>() : value.dump();
    rows.push_back({name, one_line(text, 100)});
  }
  rows.push_back({"participants", printable(participants_line(record))});
  return table_text(rows);
}

std::string message_text(const domain::json& message) {
  const auto sender = message.value("sender_id", domain::json{});
  std::string text = "\n#" + message.value("seq", domain::json{}).dump() + " " +
                     message.value("role", "") +
                     (sender.is_string() ? " (" + sender.get<std::string>() + ")" : "") + "  " +
                     message.value("timestamp", "");
  if (const auto status = message.value("status", "complete"); status != "complete") {
    text += "  [" + status + "]";
  }
  text += "\n";
  const auto content = message.value("content", domain::json{});
  if (content.is_string()) text += content.get<std::string>() + "\n";
  for (const auto& call : message.value("tool_calls", domain::json::array())) {
    const auto function = call.value("function", domain::json::object());
    text += "-> " + function.value("name", "") + " " + function.value("arguments", "") + "\n";
  }
  return printable(text);
}

}  // namespace

void describe_show(po::options_description& options) {
  options.add_options()("messages", po::value<std::int64_t>()->value_name("N")->default_value(10),
                        "so many of the newest messages, 0 to 1000");
}

exit_code run_show(const invocation& from) {
  const auto wanted = from.options["messages"].as<std::int64_t>();
  if (wanted < 0 || wanted > 1000) return report_usage("--messages is 0 to 1000", "show");
  auto api = open_api(from, false);
  if (!api) return report(api.error());

  const auto base_path = tenant_path(from.tenant, "/sessions/") +
                         frontends::http::transport::percent_encode(from.arguments.front());
  const auto record = get(**api, base_path);
  if (!record) return report(record.error());
  domain::json messages = domain::json::array();
  if (wanted > 0) {
    auto page = get(**api, base_path + "/messages?limit=" + std::to_string(wanted));
    if (!page) return report(page.error());
    messages = page->value("items", domain::json::array());
  }
  std::string text;
  if (from.json) {
    text = domain::json{{"session", *record}, {"messages", messages}}.dump() + "\n";
  } else {
    text = record_text(*record);
    for (const auto& message : messages) text += message_text(message);
  }
  return print_result(text);
}

}  // namespace parley::tools
