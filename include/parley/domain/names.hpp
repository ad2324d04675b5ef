#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace parley::domain {

// The enumerations of the data model. Their numbers are stored: append, never reorder.
// `to_string` gives the name of the wire, `parse_NAME` reads it (exact case) or gives nullopt.

enum class participant_type : std::uint8_t { user, master_controller, agent };
enum class session_type : std::uint8_t { user_to_mc, mc_to_agent, agent_to_agent, user_to_agent };
enum class session_status : std::uint8_t { active, closed, archived };
enum class message_status : std::uint8_t { complete, cancelled, failed, erased };
enum class agent_message_type : std::uint8_t {
  task_assignment,
  result_report,
  collaboration_request,
  feedback,
  communication,
  status_update,
  error_report,
  task_completion,
  progress_update,
  clarification_request,
};
enum class turn_state : std::uint8_t { queued, running, complete, cancelled, failed };

/// What becomes of a turn that is begun while another one runs.
enum class when_busy : std::uint8_t { enqueue, reject, interrupt };

std::string_view to_string(participant_type v);
std::string_view to_string(session_type v);
std::string_view to_string(session_status v);
std::string_view to_string(message_status v);
std::string_view to_string(agent_message_type v);
std::string_view to_string(turn_state v);
std::string_view to_string(when_busy v);

std::optional<participant_type> parse_participant_type(std::string_view name);
std::optional<session_type> parse_session_type(std::string_view name);
std::optional<session_status> parse_session_status(std::string_view name);
std::optional<message_status> parse_message_status(std::string_view name);
std::optional<agent_message_type> parse_agent_message_type(std::string_view name);
std::optional<turn_state> parse_turn_state(std::string_view name);
std::optional<when_busy> parse_when_busy(std::string_view name);

/// "user, master_controller, agent" and so on: what an error says is allowed.
std::string_view allowed_participant_types();
std::string_view allowed_session_types();
std::string_view allowed_session_statuses();
std::string_view allowed_agent_message_types();
std::string_view allowed_when_busy();

}  // namespace parley::domain
