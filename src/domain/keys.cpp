#include "parley/domain/keys.hpp"

#include <algorithm>

namespace parley::domain {

namespace {

bool is_of_alphabet(std::string_view text, std::size_t length_max) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"._:~-"}.find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= length_max &&
         std::all_of(text.begin(), text.end(), allowed);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Roles of the first `n` agents, `unknown` for what is missing.
std::vector<std::string> agent_roles(const std::vector<participant>& participants, std::size_t n) {
  std::vector<std::string> roles;
  for (const auto& p : participants)
    if (p.type == participant_type::agent && roles.size() < n)
      roles.push_back(p.role.value_or("unknown"));
  roles.resize(n, "unknown");
  return roles;
}

auto present_of(const std::vector<participant>& participants, participant_type type) {
  return std::count_if(participants.begin(), participants.end(),
                       [&](const participant& p) { return p.present() && p.type == type; });
}

}  // namespace

bool is_id(std::string_view text) { return is_of_alphabet(text, 128); }

bool is_role(std::string_view text) { return is_of_alphabet(text, 64); }

std::string session_key(session_type type, std::string_view session_id,
                        const std::vector<participant>& participants) {
  std::string key{session_id};
  switch (type) {
    case session_type::user_to_mc:
      return key;
    case session_type::mc_to_agent:
      return key + "_mc_to_" + agent_roles(participants, 1)[0];
    case session_type::user_to_agent:
      return key + "_user_to_" + agent_roles(participants, 1)[0];
    case session_type::agent_to_agent: {
      const auto roles = agent_roles(participants, 2);
      return key + '_' + roles[0] + "_to_" + roles[1];
    }
  }
  return key;
}

bool matches_key_pattern(std::string_view session_key, std::string_view type_name) {
  const auto type = parse_session_type(type_name);
  if (!type) return false;
  const bool of_mc = contains(session_key, "_mc_to_");
  const bool of_user = contains(session_key, "_user_to_");
  switch (*type) {
    case session_type::user_to_mc:
      return !contains(session_key, "_to_");
    case session_type::mc_to_agent:
      return of_mc;
    case session_type::user_to_agent:
      return of_user;
    case session_type::agent_to_agent:
      return contains(session_key, "_to_") && !of_mc && !of_user;
  }
  return false;
}

bool satisfies(session_type type, const std::vector<participant>& participants) {
  const auto users = present_of(participants, participant_type::user);
  const auto controllers = present_of(participants, participant_type::master_controller);
  const auto agents = present_of(participants, participant_type::agent);
  switch (type) {
    case session_type::user_to_mc:
      return users >= 1 && controllers >= 1;
    case session_type::mc_to_agent:
      return controllers >= 1 && agents >= 1;
    case session_type::user_to_agent:
      return users >= 1 && agents >= 1;
    case session_type::agent_to_agent:
      return agents >= 2;
  }
  return false;
}

const participant* find_participant(const std::vector<participant>& participants,
                                    participant_type type, const std::string* role) {
  for (const auto& p : participants)
    if (p.present() && p.type == type && (!role || p.role == *role)) return &p;
  return nullptr;
}

}  // namespace parley::domain
