#include "domain/digest_text.hpp"
#include "domain/record_fields.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/records.hpp"

namespace parley::domain {

json write_session(const session_view& s) {
  auto out = session_fields(s);
  // What is shown is the later of these two; a record keeps both.
  out["touched_at"] = base::format_time(s.record.touched_at);
  if (s.at.last_append != base::timestamp{})
    out["last_append"] = base::format_time(s.at.last_append);
  merge_unknown(out, s.record.extra);
  return out;
}

json write_message(const message& m) {
  json out = {{"seq", m.seq},
              {"role", m.role},
              {"timestamp", base::format_time(m.timestamp)},
              {"status", to_string(m.status)},
              {"received_at", base::format_time(m.received_at)}};
  out["content"] = m.content ? json(*m.content) : json(nullptr);
  if (!m.message_id.empty()) out["message_id"] = m.message_id;
  if (m.sender_id) out["sender_id"] = *m.sender_id;
  if (m.tool_call_id) out["tool_call_id"] = *m.tool_call_id;
  if (m.name) out["name"] = *m.name;
  if (!m.tool_calls.empty()) out["tool_calls"] = m.tool_calls.value();
  if (!m.metadata.empty()) out["metadata"] = m.metadata.value();
  if (!m.item.empty()) out["item"] = m.item.value();
  // Only an erased or completed body differs from what its client sent.
  if (m.body_digest != body_digest(m)) out["body_digest"] = to_hex(m.body_digest);
  if (!m.extra.empty()) merge_unknown(out, m.extra.value());
  return out;
}

}  // namespace parley::domain
