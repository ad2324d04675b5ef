#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/agent_message.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"
#include "parley/domain/turn_desk.hpp"

namespace parley::domain {

// The door: decodes a JSON value into a domain value or names the first field that breaks a rule
// (`participants[1].participant_role`) and says what is allowed. Checks run in the order of the
// field lists of SPEC 1; inside, every value is legal.

/// How unknown fields are taken.
enum class unknown_fields {
  refuse,  ///< request bodies: errc::unknown_field
  keep,    ///< stored and imported records: kept in `extra`
};

base::result<participant> decode_participant(const json& value, const base::limits& limits,
                                             unknown_fields policy);

/// What a creation request may say; everything else of a session is derived. Normalized: explicit
/// defaults equal absent ones.
struct session_request {
  std::optional<std::string> session_id;
  std::optional<std::string> conversation_id;
  std::optional<std::string> user_id;
  session_type type = session_type::user_to_agent;
  std::vector<participant> participants;  ///< joined_at is the epoch until creation fills it
  std::optional<std::string> parent_session_id;
  std::optional<std::string> system_prompt;
  json metadata = json::object();
  friend bool operator==(const session_request&, const session_request&) = default;
};

/// Order of checks: id, participants present, type known, each participant valid, ids unique,
/// participants match the type. `session_type` and `participants` may both be absent: then the
/// session is `user_to_agent` with the implied user `user` and agent `assistant`.
/// One given without the other is an error that names the missing one.
base::result<session_request> decode_session_request(const json& value, const base::limits& limits);

/// A message as a client sends it. `prefix` goes before field names in errors ("messages[3].").
/// Sets body_digest; leaves seq, sender_id (when absent), timestamp (epoch 0 when absent) and
/// received_at to the session. `status` may be absent or "complete". `seq` is no field of a request.
base::result<message> decode_message(const json& value, const base::limits& limits,
                                     const std::string& prefix = "");

/// An append body: one message, or `{"messages": [...]}` with 1 to limits.batch_messages.
struct append_request {
  std::vector<message> messages;
  bool batch = false;  ///< the body had the form with "messages"
};
base::result<append_request> decode_append(const json& value, const base::limits& limits);

base::result<agent_message> decode_agent_message(const json& value, const base::limits& limits,
                                                 unknown_fields policy);

/// `{message, answer?, when_busy?}`.
struct turn_request {
  message question;
  std::optional<message> answer;
  when_busy mode = when_busy::enqueue;
};
base::result<turn_request> decode_turn(const json& value, const base::limits& limits);

/// `{index, text}`, or `{"chunks": [...]}` with ascending indices.
struct chunks_request {
  std::int64_t first = 0;
  std::vector<std::string> texts;
};
base::result<chunks_request> decode_chunks(const json& value, const base::limits& limits);

/// `{content?, tool_calls?}`: the completion of a turn.
base::result<turn_ending> decode_turn_completion(const json& value, const base::limits& limits);

/// `{at_seq, session_id?}`: a fork.
struct fork_request {
  std::int64_t at_seq = 0;
  std::optional<std::string> session_id;
};
base::result<fork_request> decode_fork(const json& value, const base::limits& limits);

/// A JSON merge patch (RFC 7386) of user_id, metadata and system_prompt.
struct session_patch {
  std::optional<std::optional<std::string>> user_id;        ///< outer: given; inner: null removes
  std::optional<std::optional<std::string>> system_prompt;
  std::optional<json> metadata;  ///< merged key by key; null removes all
};
base::result<session_patch> decode_session_patch(const json& value, const base::limits& limits);

/// A metadata key: 1 to 256 characters, no control characters, not beginning with `_parley`.
base::result<void> check_metadata_key(const std::string& key);

/// A message id as a client gives it.
base::result<void> check_message_id(const std::string& id, const std::string& field = "message_id");

}  // namespace parley::domain
