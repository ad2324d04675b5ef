#include <algorithm>
#include <iostream>
#include <limits>

#include "commands.hpp"
#include "frontends/http/transport/target.hpp"
#include "shown.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;
using frontends::http::transport::percent_encode;

namespace {

constexpr std::int64_t page_max = 1000;

std::string target_of(const invocation& from) {
  std::string words;
  for (const auto& word : from.arguments) words += (words.empty() ? "" : " ") + word;
  auto target = tenant_path(from.tenant, "/search?q=") + percent_encode(words);
  for (const auto* filter : {"session", "user"})
    if (from.options.contains(filter))
      target += std::string{"&"} + filter + "=" +
                percent_encode(from.options[filter].as<std::string>());
  return target;
}

exit_code print_hits(const domain::json& items, bool json) {
  std::string text;
  for (const auto& hit : items)
    text += json ? hit.dump() + "\n"
                 : printable(hit.value("session_id", "")) + "/" +
                       hit.value("seq", domain::json{}).dump() + "  " +
                       one_line(hit.value("snippet", ""), 200) + "\n";
  return print_result(text);
}

}  // namespace

void describe_search(po::options_description& options) {
  auto text = [] { return po::value<std::string>()->value_name("X"); };
  auto add = options.add_options();
  add("session", text(), "only messages that this session shows");
  add("user", text(), "only those of sessions that this user owns");
  add("limit", po::value<std::int64_t>()->value_name("N")->default_value(20), "at most so many");
}

exit_code run_search(const invocation& from) {
  auto left = from.options["limit"].as<std::int64_t>();
  if (left < 1) return report_usage("--limit is 1 or more", "search");
  auto api = open_api(from);
  if (!api) return report(api.error());
  const auto target = target_of(from);
  for (std::string cursor; left > 0;) {
    auto next_target = target + "&limit=" + std::to_string(std::min(left, page_max));
    if (!cursor.empty()) next_target += "&cursor=" + percent_encode(cursor);
    const auto page = get(**api, next_target);
    if (!page) return report(page.error());
    const auto items = page->value("items", domain::json::array());
    if (const auto printed = print_hits(items, from.json); printed != exit_code::done)
      return printed;
    left -= static_cast<std::int64_t>(items.size());
    const auto next = page->value("next", domain::json{});
    if (!next.is_string()) return exit_code::done;
    cursor = next.get<std::string>();
  }
  if (!from.json) std::cerr << "there may be more: use --limit N\n";
  return exit_code::done;
}

}  // namespace parley::tools
