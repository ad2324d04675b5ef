#include "storage/agents.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace parley::storage {
namespace {

constexpr char separator = '\x1f';

std::string_view take(std::string_view& rest) {
  const auto end = std::min(rest.find(separator), rest.size());
  const auto part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

}  // namespace

std::string agents_text(const domain::session& record) {
  std::vector<std::pair<std::string_view, std::string_view>> agents;
  for (const auto& p : record.participants)
    if (p.type == domain::participant_type::agent && p.role) agents.emplace_back(*p.role, p.id);
  std::sort(agents.begin(), agents.end());
  std::string text;
  for (const auto& [role, id] : agents) {
    if (!text.empty()) text += separator;
    text.append(id).append(1, separator).append(role);
  }
  return text;
}

std::string_view agent_role(std::string_view agents, const std::optional<std::string>& sender) {
  if (!sender) return {};
  while (!agents.empty()) {
    const auto id = take(agents);
    const auto role = take(agents);
    if (id == *sender) return role;
  }
  return {};
}

std::string_view role_reader::next() {
  while (!rest_.empty()) {
    take(rest_);
    const auto role = take(rest_);
    if (role == last_) continue;
    last_ = role;
    return role;
  }
  return {};
}

}  // namespace parley::storage
