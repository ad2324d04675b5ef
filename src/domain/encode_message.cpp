#include "domain/record_fields.hpp"
#include "domain/rules.hpp"
#include "parley/domain/encode.hpp"

namespace parley::domain {

namespace {

void put_if_any(json& into, const char* name, const std::optional<std::string>& value) {
  if (value) into[name] = *value;
}

void put_if_any(json& into, const char* name, const json_text& value) {
  if (!value.empty()) into[name] = value.value();
}

}  // namespace

json encode(const message& m) {
  json metadata = m.metadata.empty() ? json::object() : m.metadata.value();
  metadata["_parley"] = {{"received_at", base::format_time(m.received_at)}};
  json out = {{"seq", m.seq},
              {"message_id", m.message_id},
              {"sender_id", or_null(m.sender_id)},
              {"role", m.role},
              {"content", or_null(m.content)},
              {"timestamp", base::format_time(m.timestamp)},
              {"status", to_string(m.status)},
              {"metadata", std::move(metadata)}};
  put_if_any(out, "tool_calls", m.tool_calls);
  put_if_any(out, "tool_call_id", m.tool_call_id);
  put_if_any(out, "name", m.name);
  put_if_any(out, "item", m.item);
  if (!m.extra.empty()) merge_unknown(out, m.extra.value());
  return out;
}

json encode_receipt(const message& m) {
  return {{"seq", m.seq},
          {"message_id", m.message_id},
          {"sender_id", or_null(m.sender_id)},
          {"role", m.role},
          {"status", to_string(m.status)},
          {"timestamp", base::format_time(m.timestamp)}};
}

json encode_chat(const message& m) {
  // An original without a role is no entry of a chat: its message is told by its fields.
  if (auto original = m.item.value(); original.contains("role")) return original;
  json out = {{"role", m.role}, {"content", or_null(m.content)}};
  put_if_any(out, "tool_calls", m.tool_calls);
  put_if_any(out, "tool_call_id", m.tool_call_id);
  put_if_any(out, "name", m.name);
  return out;
}

}  // namespace parley::domain
