#include <array>
#include <iostream>

#include "commands.hpp"
#include "frontends/http/transport/target.hpp"
#include "shown.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;
using domain::json;
using frontends::http::transport::percent_encode;

namespace {

constexpr std::array texts{"model", "as-participant", "retrieved", "system-prompt", "pending"};
constexpr std::array numbers{"max-tokens", "reserve", "current-prompt-seq"};

std::string parameter(std::string name) {
  for (auto& c : name)
    if (c == '-') c = '_';
  return name;
}

std::string target_of(const invocation& from) {
  auto target = tenant_path(from.tenant, "/sessions/") + percent_encode(from.arguments.front()) +
                "/context";
  char before = '?';
  const auto add = [&](const char* name, const std::string& value) {
    target += before + parameter(name) + '=' + percent_encode(value);
    before = '&';
  };
  for (const auto* name : texts)
    if (from.options.contains(name)) add(name, from.options[name].as<std::string>());
  for (const auto* name : numbers)
    if (from.options.contains(name))
      add(name, std::to_string(from.options[name].as<std::int64_t>()));
  return target;
}

std::string shown_message(const json& m) {
  auto text = m.value("role", "");
  if (m.contains("name")) text += " (" + printable(m.at("name").get<std::string>()) + ")";
  text += ": ";
  if (m.at("content").is_string()) text += printable(m.at("content").get<std::string>());
  for (const auto& call : m.value("tool_calls", json::array()))
    text += "\n  calls " + printable(call.at("function").value("name", "")) + " " +
            one_line(call.at("function").value("arguments", ""), 200);
  return text + "\n";
}

std::string shown_report(const json& r) {
  const auto& tokens = r.at("tokens");
  std::vector<std::vector<std::string>> rows = {
      {"tokens", tokens.at("total").dump() + " of " + r.at("budget").dump()},
      {"  counted by", r.at("counter").get<std::string>() +
                           (r.at("exact").get<bool>() ? "" : " (an estimate)")}};
  for (const auto* section : {"system", "retrieved", "summary", "messages", "tools", "reserve"})
    if (tokens.at(section) != 0) rows.push_back({std::string{"  "} + section, tokens.at(section).dump()});
  rows.push_back({"messages", r.at("included").at("messages").dump()});
  for (const auto& range : r.at("left_out"))
    rows.push_back({"left out", range.at("from_seq").dump() + " to " + range.at("to_seq").dump() + ": " +
                                    range.at("reason").get<std::string>()});
  if (r.at("summary_due").get<bool>()) rows.push_back({"summary", "due"});
  return table_text(rows);
}

}  // namespace

void describe_context(po::options_description& options) {
  const auto text = [] { return po::value<std::string>()->value_name("X"); };
  const auto number = [] { return po::value<std::int64_t>()->value_name("N"); };
  auto add = options.add_options();
  add("max-tokens", number(), "what the model takes, the answer included (8000)");
  add("reserve", number(), "of that, kept for the answer (0)");
  add("model", text(), "whose tokens are counted");
  add("as-participant", text(), "this participant's messages are the assistant's");
  add("retrieved", text(), "knowledge for this call");
  add("system-prompt", text(), "instead of the session's");
  add("current-prompt-seq", number(), "the message that is to be answered (the newest of a user)");
  add("pending", text(), "of calls without a result: answer or omit (answer)");
}

exit_code run_context(const invocation& from) {
  auto api = open_api(from);
  if (!api) return report(api.error());
  const auto view = get(**api, target_of(from));
  if (!view) return report(view.error());
  if (from.json) return print_result(view->dump() + "\n");
  std::string text;
  for (const auto& m : view->at("messages")) text += shown_message(m);
  if (const auto printed = print_result(text); printed != exit_code::done) return printed;
  // For people; what is piped on is the messages.
  std::cerr << '\n' << shown_report(view->at("report"));
  return exit_code::done;
}

}  // namespace parley::tools
