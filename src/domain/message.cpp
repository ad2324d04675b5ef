#include "parley/domain/message.hpp"

namespace parley::domain {

namespace {

/// Adds one field so that no two bodies give the same bytes: a length, or `-` for what is absent.
void put(std::string& to, const char* name, const std::string* value) {
  to.append(name);
  if (value) {
    to.append(std::to_string(value->size())).push_back(':');
    to.append(*value);
  } else {
    to.push_back('-');
  }
}

const std::string* or_null(const std::optional<std::string>& v) { return v ? &*v : nullptr; }
const std::string* or_null(const json_text& v) { return v.empty() ? nullptr : &v.text; }

std::size_t size_of(const std::optional<std::string>& v) { return v ? v->size() : 0; }

}  // namespace

std::size_t message::bytes() const {
  return sizeof(message) + message_id.size() + id_suffix.size() + size_of(sender_id) + role.size() +
         size_of(content) + tool_calls.text.size() + size_of(tool_call_id) + size_of(name) +
         metadata.text.size() + item.text.size() + extra.text.size();
}

base::digest body_digest(const message& m) {
  std::string body;
  body.reserve(m.bytes());
  put(body, "role", &m.role);
  put(body, "content", or_null(m.content));
  put(body, "tool_calls", or_null(m.tool_calls));
  put(body, "tool_call_id", or_null(m.tool_call_id));
  put(body, "name", or_null(m.name));
  put(body, "metadata", or_null(m.metadata));
  return base::digest_of(body);
}

message blanked(message m) {
  message left;
  left.seq = m.seq;
  left.message_id = std::move(m.message_id);
  left.sender_id = std::move(m.sender_id);
  left.role = std::move(m.role);
  left.name = std::move(m.name);
  left.tool_call_id = std::move(m.tool_call_id);
  left.timestamp = m.timestamp;
  left.received_at = m.received_at;
  left.status = message_status::erased;
  return left;
}

}  // namespace parley::domain
