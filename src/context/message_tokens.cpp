#include "parley/context/message_tokens.hpp"

namespace parley::context {

std::int64_t message_tokens(const counter& c, const chat_message& m) {
  if (m.calls.empty() && !m.call_id && !m.name && m.content)
    return 3 + c.count(m.role + *m.content);
  std::string sent = m.role + m.content.value_or("") + m.name.value_or("");
  for (const auto& call : m.calls) sent.append(call.id).append(call.name).append(call.arguments);
  sent += m.call_id.value_or("");
  return 3 + (m.name ? 1 : 0) + c.count(sent);
}

std::int64_t tools_tokens(const counter& c, const domain::json_text& tools) {
  return tools.empty() ? 0 : c.count(tools.text);
}

}  // namespace parley::context
