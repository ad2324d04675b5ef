#include "parley/domain/agent_message.hpp"

#include "domain/rules.hpp"

namespace parley::domain {

message to_history(const agent_message& m) {
  json metadata = m.metadata;
  metadata["message_id"] = m.message_id;
  metadata["sender_id"] = m.sender_id;
  metadata["sender_type"] = to_string(m.sender_type);
  metadata["sender_role"] = or_null(m.sender_role);
  metadata["recipient_id"] = m.recipient_id;
  metadata["recipient_type"] = to_string(m.recipient_type);
  metadata["recipient_role"] = or_null(m.recipient_role);
  metadata["message_type"] = to_string(m.type);

  message out;
  out.message_id = m.message_id;
  out.sender_id = m.sender_id;
  out.role = std::string{to_string(m.sender_type)};
  if (m.sender_role) out.role.append("_").append(*m.sender_role);
  out.content = m.content;
  if (m.timestamp) out.timestamp = *m.timestamp;
  out.metadata = to_text(metadata);
  out.body_digest = body_digest(out);
  return out;
}

}  // namespace parley::domain
