#include "commands.hpp"
#include "frontends/http/transport/target.hpp"
#include "shown.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;
using domain::json;
using frontends::http::transport::percent_encode;

namespace {

std::string shown_summary(const json& s) {
  auto text = s.value("summary_id", "") + "  messages " + s.at("from_seq").dump() + " to " +
              s.at("to_seq").dump() + ", round " + s.at("round").dump() + ", by " +
              printable(s.value("model", "")) + (s.value("is_meta", false) ? ", joins earlier ones" : "");
  if (s.value("stale", false)) return text + ", stale: what it covers was erased\n";
  return text + "\n" + printable(s.value("text", "")) + "\n";
}

exit_code make_one(api& at, const std::string& path, const invocation& from) {
  auto body = json{{"wait", true}};
  if (from.options.contains("again")) body["again"] = true;
  if (from.options.contains("key"))
    body["external_memory_keys"] = from.options["key"].as<std::vector<std::string>>();
  const auto answer = at.call("POST", path + "/summarize", body.dump());
  if (!answer) return report(answer.error());
  if (const auto failure = failure_of(*answer)) return report(*failure);
  if (from.json) return print_result(answer->body + "\n");
  const auto made = domain::parse_json(answer->body);
  if (!made) return report(made.error());
  const auto& summary = made->at("summary");
  return print_result(summary.is_null() ? "there is nothing to summarize\n" : shown_summary(summary));
}

}  // namespace

void describe_summaries(po::options_description& options) {
  auto add = options.add_options();
  add("make", "have one made of what no summary covers");
  add("again", "have the latest made again, of the messages that it covers");
  add("key", po::value<std::vector<std::string>>()->value_name("X"),
      "with --make or --again: a fact that is kept elsewhere; may be repeated");
}

exit_code run_summaries(const invocation& from) {
  auto api = open_api(from);
  if (!api) return report(api.error());
  const auto path =
      tenant_path(from.tenant, "/sessions/") + percent_encode(from.arguments.front());
  if (from.options.contains("make") || from.options.contains("again"))
    return make_one(**api, path, from);
  std::string text;
  for (std::string cursor;;) {
    const auto page =
        get(**api, path + "/summaries?limit=100" + (cursor.empty() ? "" : "&cursor=" + cursor));
    if (!page) return report(page.error());
    for (const auto& s : page->at("items"))
      text += from.json ? s.dump() + "\n" : shown_summary(s) + "\n";
    if (!page->at("next").is_string()) break;
    cursor = percent_encode(page->at("next").get<std::string>());
  }
  return print_result(text);
}

}  // namespace parley::tools
