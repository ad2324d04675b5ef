#include <algorithm>

#include "branches.hpp"
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

exit_code run_compare(api& with, const invocation& from, std::int64_t wanted) {
  if (wanted == 0) return report_usage("--compare needs --messages 1 to 1000", "show");
  const auto other = from.options["compare"].as<std::string>();
  const auto found = compare_with(with, from, other, wanted);
  if (!found) return report(found.error());
  return print_result(from.json ? found->dump() + "\n"
                                : comparison_text(*found, from.arguments.front(), other));
}

/// A line for each session: lines of a drawing, id, status, messages.
void draw(const domain::json& node, const std::string& before, const std::string& below,
          std::string& text) {
  text += before + printable(node.value("session_id", "")) + "  " + node.value("status", "") +
          ", " + node.value("message_count", domain::json{0}).dump() + " messages\n";
  const auto& children = node.at("children");
  for (std::size_t i = 0; i < children.size(); ++i) {
    const bool last = i + 1 == children.size();
    draw(children[i], below + (last ? "`- " : "|- "), below + (last ? "   " : "|  "), text);
  }
}

exit_code show_tree(const invocation& from, api& api, const std::string& base_path) {
  const auto tree = get(api, base_path + "/tree");
  if (!tree) return report(tree.error());
  if (from.json) return print_result(tree->dump() + "\n");
  std::string text;
  draw(*tree, "", "", text);
  if (tree->value("truncated", false)) text += "... and more\n";
  return print_result(text);
}

}  // namespace

void describe_show(po::options_description& options) {
  options.add_options()("messages", po::value<std::int64_t>()->value_name("N")->default_value(10),
                        "so many of the newest messages, 0 to 1000")(
      "compare", po::value<std::string>()->value_name("OTHER"),
      "beside another session: what differs after their common part, N messages of each")(
      "tree", "the session with all below it, without messages");
}

exit_code run_show(const invocation& from) {
  const auto wanted = from.options["messages"].as<std::int64_t>();
  if (wanted < 0 || wanted > 1000) return report_usage("--messages is 0 to 1000", "show");
  auto api = open_api(from);
  if (!api) return report(api.error());

  if (from.options.count("compare") && from.options.count("tree"))
    return report_usage("--compare and --tree are two questions; ask one", "show");
  if (from.options.count("compare")) return run_compare(**api, from, wanted);
  const auto base_path = session_path(from);
  if (from.options.count("tree") != 0) return show_tree(from, **api, base_path);
  const auto record = get(**api, base_path);
  if (!record) return report(record.error());
  const auto lineage = lineage_of(**api, from.tenant, *record);
  if (!lineage) return report(lineage.error());
  domain::json messages = domain::json::array();
  if (wanted > 0) {
    auto page = get(**api, base_path + "/messages?limit=" + std::to_string(wanted));
    if (!page) return report(page.error());
    messages = page->value("items", domain::json::array());
  }
  std::string text;
  if (from.json) {
    text = domain::json{{"session", *record}, {"lineage", *lineage}, {"messages", messages}}.dump() +
           "\n";
  } else {
    text = record_text(*record);
    if (!lineage->empty()) text += "fork of " + lineage_text(*lineage) + "\n";
    for (const auto& message : messages) text += message_text(message);
  }
  return print_result(text);
}

}  // namespace parley::tools
