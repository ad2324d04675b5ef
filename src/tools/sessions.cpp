#include <algorithm>
#include <iostream>
#include <limits>

#include "commands.hpp"
#include "frontends/http/transport/target.hpp"
#include "parley/domain/json.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace po = boost::program_options;

namespace {

constexpr std::int64_t page_max = 1000;
constexpr const char* filters[] = {"status", "type", "user", "conversation", "role"};

std::string text_at(const domain::json& record, const char* field) {
  const auto found = record.find(field);
  if (found == record.end() || found->is_null()) return "-";
  return found->is_string() ? one_line(found->get<std::string>(), 60) : found->dump();
}

/// Prints one page as it comes, so that a long list needs no memory.
exit_code print(const domain::json& items, bool json, bool heading) {
  std::string text;
  if (json) {
    for (const auto& item : items) text += item.dump() + "\n";
    return print_result(text);
  }
  std::vector<std::vector<std::string>> rows;
  if (heading) rows.push_back({"SESSION", "TYPE", "STATUS", "MESSAGES", "LAST ACTIVITY", "USER"});
  for (const auto& item : items) {
    rows.push_back({text_at(item, "session_id"), text_at(item, "session_type"),
                    text_at(item, "status"), text_at(item, "message_count"),
                    text_at(item, "last_activity"), text_at(item, "user_id")});
  }
  return print_result(table_text(rows));
}

std::string query_of(const invocation& from) {
  std::string query;
  for (const auto* filter : filters) {
    if (!from.options.contains(filter)) continue;
    const auto& value = from.options[filter].as<std::string>();
    query += std::string{"&"} + filter + "=" + frontends::http::transport::percent_encode(value);
  }
  return query;
}

}  // namespace

void describe_sessions(po::options_description& options) {
  auto text = [] { return po::value<std::string>()->value_name("X"); };
  auto add = options.add_options();
  add("status", text(), "only active, closed or archived ones");
  add("type", text(), "only of this session type");
  add("user", text(), "only those that this user owns");
  add("conversation", text(), "only sittings of this conversation");
  add("role", text(), "only those in which a participant has this role");
  add("limit", po::value<std::int64_t>()->value_name("N")->default_value(50), "at most so many");
  add("all", po::bool_switch(), "all of them");
}

exit_code run_sessions(const invocation& from) {
  auto left = from.options["limit"].as<std::int64_t>();
  if (left < 1) return report_usage("--limit is 1 or more", "sessions");
  if (from.options["all"].as<bool>()) left = std::numeric_limits<std::int64_t>::max();

  auto api = open_api(from);
  if (!api) return report(api.error());
  const auto query = query_of(from);
  std::string cursor;
  for (bool first = true; left > 0; first = false) {
    auto target = tenant_path(from.tenant, "/sessions?limit=") +
                  std::to_string(std::min(left, page_max)) + query;
    if (!cursor.empty()) {
      target += "&cursor=" + frontends::http::transport::percent_encode(cursor);
    }
    const auto answer = (*api)->call("GET", target);
    if (!answer) return report(answer.error());
    if (const auto failure = failure_of(*answer)) return report(*failure);
    const auto page = domain::parse_json(answer->body);
    if (!page || !page->contains("items")) {
      return report({base::errc::internal, "", "the answer is no list of sessions"});
    }
    const auto& items = (*page)["items"];
    if (const auto printed = print(items, from.json, first); printed != exit_code::done) {
      return printed;
    }
    left -= static_cast<std::int64_t>(items.size());
    // A page may be short, even empty, with a cursor: only the cursor says where the list ends.
    const auto next = page->find("next");
    if (next == page->end() || !next->is_string()) return exit_code::done;
    cursor = next->get<std::string>();
  }
  if (!from.json) std::cerr << "there are more: use --limit N or --all\n";
  return exit_code::done;
}

}  // namespace parley::tools
