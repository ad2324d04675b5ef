#include "context/speakers.hpp"

#include <algorithm>

#include "context/api_names.hpp"
#include "parley/base/utf8.hpp"

namespace parley::context {

namespace {

constexpr std::size_t name_max = 64;

/// What a message's role says of its sender: `writer` of `agent_writer`.
std::string_view role_in(std::string_view role) {
  for (const std::string_view type : {"agent_", "master_controller_", "user_"})
    if (role.starts_with(type)) return role.substr(type.size());
  return role;
}

/// Nobody gave a name to the participants of a session that was opened without any.
bool is_implied(const domain::participant& p) {
  const auto found = p.metadata.find("implied");
  return found != p.metadata.end() && *found == true;
}

}  // namespace

std::optional<std::string> reduced_name(std::string_view text) {
  std::string name;
  for (const char c : base::prefix_code_points(text, name_max)) {
    if (is_api_character(c))
      name += c;
    else if ((c & 0xc0) != 0x80)  // the first byte of a code point
      name += '_';
  }
  if (name.empty()) return std::nullopt;
  return name;
}

bool is_user_role(std::string_view role) { return role == "user" || role.starts_with("user_"); }

speakers::speakers(const std::vector<domain::participant>& participants,
                   std::optional<std::string> as_participant)
    : participants_(participants), self_(std::move(as_participant)) {}

const domain::participant* speakers::find(const std::optional<std::string>& id) const {
  if (!id) return nullptr;
  const auto found = std::find_if(participants_.begin(), participants_.end(),
                                  [&](const domain::participant& p) { return p.id == *id; });
  return found == participants_.end() ? nullptr : &*found;
}

bool speakers::valid() const { return !self_ || find(self_); }

std::string_view speakers::role_of(const domain::message& m) const {
  if (m.role == "system") return "system";
  if (self_) return m.sender_id == self_ ? "assistant" : "user";
  return is_user_role(m.role) ? "user" : "assistant";
}

std::optional<std::string> speakers::name_of(const domain::message& m) const {
  const auto role = role_of(m);
  if (role == "system") return std::nullopt;
  if (self_) return role == "user" ? other_name(m) : std::nullopt;
  if (role == "assistant") return agent_name(m);
  return m.name ? reduced_name(*m.name) : std::nullopt;
}

bool speakers::may_prompt(const domain::message& m) const {
  if (m.role == "tool") return false;
  return is_user_role(m.role) || (self_ && role_of(m) == "user" && m.tool_calls.empty());
}

std::optional<std::string> speakers::agent_name(const domain::message& m) const {
  if (const auto* sender = find(m.sender_id)) {
    if (is_implied(*sender)) return std::nullopt;
    return reduced_name(sender->role ? *sender->role : to_string(sender->type));
  }
  if (m.role != "assistant") return reduced_name(role_in(m.role));
  return m.name ? reduced_name(*m.name) : std::nullopt;
}

std::optional<std::string> speakers::other_name(const domain::message& m) const {
  const auto* sender = find(m.sender_id);
  if (!sender) return reduced_name(m.name ? *m.name : role_in(m.role));
  const auto alike = std::count_if(participants_.begin(), participants_.end(),
                                   [&](const auto& p) { return p.role == sender->role; });
  // A role that several have tells nobody apart.
  return reduced_name(sender->role && alike == 1 ? *sender->role : sender->id);
}

}  // namespace parley::context
