#include "branches.hpp"

#include "frontends/http/transport/target.hpp"
#include "shown.hpp"
#include "terminal.hpp"

namespace parley::tools {

using domain::json;
using frontends::http::transport::percent_encode;

namespace {

// A fork has at most as many origins as its history has segments, unless it was forked idly.
constexpr int origins_max = 100;
constexpr std::size_t cell_width = 44;

std::string cell(const json& message) {
  if (message.is_null()) return "-";
  const auto content = message.value("content", json{});
  const auto said = content.is_string()                  ? content.get<std::string>()
                    : message.contains("tool_calls")     ? "(calls)"
                                                         : "(null)";
  return one_line(message.value("role", "") + ": " + said, cell_width);
}

}  // namespace

base::result<json> lineage_of(api& from, const std::string& tenant, const json& record) {
  auto lineage = json::array();
  auto origin = record.value("forked_from", json{});
  for (int n = 0; origin.is_object() && n < origins_max; ++n) {
    const auto id = origin.value("session_id", "");
    const auto found = get(from, tenant_path(tenant, "/sessions/") + percent_encode(id));
    const bool gone = !found && (found.error().code == base::errc::not_found ||
                                 found.error().code == base::errc::erased);
    if (!found && !gone) return base::fail(found.error());
    lineage.push_back({{"session_id", id},
                       {"seq", origin.value("seq", std::int64_t{0})},
                       {"status", gone ? json(nullptr) : found->value("status", json{})}});
    origin = gone ? json{} : found->value("forked_from", json{});
  }
  return lineage;
}

std::string lineage_text(const json& lineage) {
  std::string text;
  for (const auto& origin : lineage)
    text += (text.empty() ? "" : ", ") + origin.value("session_id", "") + " at " +
            origin.at("seq").dump() + (origin.at("status").is_null() ? " (gone)" : "");
  return printable(text);
}

base::result<json> compare_with(api& from, const invocation& how, const std::string& other,
                                std::int64_t items_max) {
  return get(from, session_path(how) + "/compare?with=" + percent_encode(other) +
                       "&limit=" + std::to_string(items_max));
}

std::string comparison_text(const json& found, const std::string& left, const std::string& right) {
  const auto seq = [&](const char* name) { return found.value(name, json{}).dump(); };
  auto text = "the same up to seq " + seq("common_seq") + "; " + left + " ends at " +
              seq("left_last_seq") + ", " + right + " at " + seq("right_last_seq") + "\n";
  std::vector<std::vector<std::string>> rows{{"SEQ", left, right}};
  for (const auto& pair : found.value("items", json::array()))
    rows.push_back({pair.at("seq").dump(), cell(pair.at("left")), cell(pair.at("right"))});
  if (rows.size() > 1) text += "\n" + table_text(rows);
  if (found.value("next", json{}).is_string()) text += "...\n";
  return printable(text);
}

}  // namespace parley::tools
