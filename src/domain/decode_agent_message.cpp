#include "domain/parts.hpp"

namespace parley::domain {

namespace {

bool is_message_id_or_empty(std::string_view text) {
  return text.empty() || message_id_rule.holds(text);
}

}  // namespace

base::result<agent_message> decode_agent_message(const json& value, const base::limits& limits,
                                                 unknown_fields policy) {
  object_reader in{value, "", limits, policy};
  const text_rule id_or_empty{is_message_id_or_empty, message_id_rule.allowed};
  agent_message out;
  out.session_key = in.optional_text("session_key", non_empty_rule);
  out.sender_id = in.text("sender_id", name_rule);
  out.recipient_id = in.text("recipient_id", name_rule);
  out.content = in.text("content", non_empty_rule);
  out.type = in.name("message_type", parse_agent_message_type, allowed_agent_message_types());
  out.message_id = in.optional_text("message_id", id_or_empty).value_or("");
  out.sender_type = in.name("sender_type", parse_participant_type, allowed_participant_types());
  out.sender_role = in.optional_text("sender_role", role_rule);
  out.recipient_type =
      in.name("recipient_type", parse_participant_type, allowed_participant_types());
  out.recipient_role = in.optional_text("recipient_role", role_rule);
  out.timestamp = in.time("timestamp");
  out.metadata = in.metadata();
  if (in.ok() && in.strict()) in.take(check_message_size(value, "", limits));
  if (auto done = in.end(&out.extra); !done) return base::fail(std::move(done.error()));
  return out;
}

}  // namespace parley::domain
