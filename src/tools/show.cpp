#include <algorithm>

#include "commands.hpp"
#include "shown.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;

namespace {

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

  const auto base_path = session_path(from);
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
