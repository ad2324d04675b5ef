#include "parley/domain/names.hpp"

#include <array>

namespace parley::domain {

namespace {

// Each table is in the order of its enumeration.
constexpr std::array<std::string_view, 3> participant_types{"user", "master_controller", "agent"};
constexpr std::array<std::string_view, 4> session_types{"user_to_mc", "mc_to_agent",
                                                        "agent_to_agent", "user_to_agent"};
constexpr std::array<std::string_view, 3> session_statuses{"active", "closed", "archived"};
constexpr std::array<std::string_view, 4> message_statuses{"complete", "cancelled", "failed",
                                                           "erased"};
constexpr std::array<std::string_view, 10> agent_message_types{
    "task_assignment", "result_report",        "collaboration_request", "feedback",
    "communication",   "status_update",        "error_report",          "task_completion",
    "progress_update", "clarification_request"};
constexpr std::array<std::string_view, 5> turn_states{"queued", "running", "complete", "cancelled",
                                                      "failed"};
constexpr std::array<std::string_view, 3> when_busy_names{"enqueue", "reject", "interrupt"};

template <class Enum, std::size_t N>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum value) {
  const auto i = static_cast<std::size_t>(value);
  return i < N ? names[i] : std::string_view{};
}

template <class Enum, std::size_t N>
std::optional<Enum> value_of(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view to_string(participant_type v) { return name_of(participant_types, v); }
std::string_view to_string(session_type v) { return name_of(session_types, v); }
std::string_view to_string(session_status v) { return name_of(session_statuses, v); }
std::string_view to_string(message_status v) { return name_of(message_statuses, v); }
std::string_view to_string(agent_message_type v) { return name_of(agent_message_types, v); }
std::string_view to_string(turn_state v) { return name_of(turn_states, v); }
std::string_view to_string(when_busy v) { return name_of(when_busy_names, v); }

std::optional<participant_type> parse_participant_type(std::string_view name) {
  return value_of<participant_type>(participant_types, name);
}
std::optional<session_type> parse_session_type(std::string_view name) {
  return value_of<session_type>(session_types, name);
}
std::optional<session_status> parse_session_status(std::string_view name) {
  return value_of<session_status>(session_statuses, name);
}
std::optional<message_status> parse_message_status(std::string_view name) {
  return value_of<message_status>(message_statuses, name);
}
std::optional<agent_message_type> parse_agent_message_type(std::string_view name) {
  return value_of<agent_message_type>(agent_message_types, name);
}
std::optional<turn_state> parse_turn_state(std::string_view name) {
  return value_of<turn_state>(turn_states, name);
}
std::optional<when_busy> parse_when_busy(std::string_view name) {
  return value_of<when_busy>(when_busy_names, name);
}

std::string_view allowed_when_busy() { return "enqueue, reject, interrupt"; }
std::string_view allowed_participant_types() { return "user, master_controller, agent"; }
std::string_view allowed_session_types() {
  return "user_to_mc, mc_to_agent, agent_to_agent, user_to_agent";
}
std::string_view allowed_session_statuses() { return "active, closed, archived"; }
std::string_view allowed_agent_message_types() {
  return "task_assignment, result_report, collaboration_request, feedback, communication, "
         "status_update, error_report, task_completion, progress_update, clarification_request";
}

}  // namespace parley::domain
