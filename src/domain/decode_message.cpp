#include "domain/parts.hpp"

namespace parley::domain {

namespace {

bool is_complete(std::string_view text) { return text == "complete"; }
constexpr text_rule complete_rule{is_complete, "complete, or absent"};

}  // namespace

void read_body(object_reader& in, message& out) {
  out.role = in.text("role", message_role_rule);
  out.content = in.optional_text("content", any_rule);
  if (const auto* calls = in.list("tool_calls")) {
    in.take(check_tool_calls(*calls, in.path("tool_calls"), in.limits(),
                             in.strict() ? unknown_fields::refuse : unknown_fields::keep));
    out.tool_calls = to_text(*calls);
  }
  const auto& name = in.strict() ? name_rule : any_rule;
  out.tool_call_id = in.optional_text("tool_call_id", name);
  out.name = in.optional_text("name", name);
}

namespace {

/// A bound that is cheap to know: no byte of text takes more than six in JSON, and what is kept as
/// JSON takes what it has. Below it nobody need write the message out to count it.
std::int64_t json_bytes_bound(const message& m) {
  const auto text = m.message_id.size() + (m.sender_id ? m.sender_id->size() : 0) + m.role.size() +
                    (m.content ? m.content->size() : 0) +
                    (m.tool_call_id ? m.tool_call_id->size() : 0) + (m.name ? m.name->size() : 0);
  const auto values = m.tool_calls.text.size() + m.metadata.text.size() + m.item.text.size();
  constexpr std::size_t names_and_times = 512;
  return static_cast<std::int64_t>(6 * text + values + names_and_times);
}

}  // namespace

base::result<void> check_message_size(const json& value, const std::string& path,
                                      const base::limits& limits) {
  if (static_cast<std::int64_t>(canonical(value).size()) <= limits.message_bytes) return {};
  return base::fail(over_limit(path, limits.message_bytes, "bytes as JSON"));
}

base::result<message> decode_message(const json& value, const base::limits& limits,
                                     const std::string& prefix) {
  object_reader in{value, prefix, limits, unknown_fields::refuse};
  message out;
  out.message_id = in.optional_text("message_id", message_id_rule).value_or("");
  out.sender_id = in.optional_text("sender_id", name_rule);
  read_body(in, out);
  out.timestamp = in.time("timestamp").value_or(base::timestamp{});
  in.optional_text("status", complete_rule);
  out.metadata = to_text(in.metadata());
  out.item = to_text(in.object("item"));
  if (in.ok() && json_bytes_bound(out) > limits.message_bytes)
    in.take(check_message_size(value, in.path(""), limits));
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  out.body_digest = body_digest(out);
  return out;
}

}  // namespace parley::domain
