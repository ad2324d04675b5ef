#pragma once

#include <optional>
#include <string>

#include "parley/base/status.hpp"
#include "parley/base/time.hpp"
#include "parley/domain/json.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/names.hpp"

namespace parley::domain {

/// A typed message between two participants.
struct agent_message {
  std::string message_id;                    ///< generated when empty
  std::optional<std::string> session_key;    ///< absent: filled in with the session's
  std::string sender_id;
  participant_type sender_type = participant_type::agent;
  std::optional<std::string> sender_role;
  std::string recipient_id;
  participant_type recipient_type = participant_type::agent;
  std::optional<std::string> recipient_role;
  std::string content;
  agent_message_type type = agent_message_type::communication;
  std::optional<base::timestamp> timestamp;
  json metadata = json::object();
  json extra = json::object();               ///< unknown fields, where they are kept
  friend bool operator==(const agent_message&, const agent_message&) = default;
};

/// The history entry that it becomes: role `<sender_type>_<sender_role>` (or `<sender_type>`), and
/// metadata with message_id, sender_*, recipient_* and message_type (nulls included) laid over the
/// sender's own. `seq` and `received_at` are left open; `body_digest` is set.
message to_history(const agent_message& m);

struct session;

/// Whether it belongs into that session: its key, when given, is the session's; sender and recipient
/// take part and have not left, with that type and role. In this order; invalid_argument otherwise.
/// The recipient of a child's report may be somebody who is not in the session: one of its parent.
base::result<void> check_addresses(const agent_message& m, const session& record);

}  // namespace parley::domain
