#include "parley/context/message_tokens.hpp"

namespace parley::context {

std::int64_t message_tokens(const counter& counts, const chat_message& message) {
  auto tokens = message_priming + counts.count(message.role);
  if (message.content) tokens += counts.count(*message.content);
  if (message.name) tokens += name_priming + counts.count(*message.name);
  for (const auto& call : message.calls)
    tokens +=
        call_frame + counts.count(call.id) + counts.count(call.name) + counts.count(call.arguments);
  if (message.call_id) tokens += call_id_frame + counts.count(*message.call_id);
  return tokens;
}

std::int64_t tools_tokens(const counter& counts, const domain::json_text& tools) {
  if (tools.empty()) return 0;
  const auto list = tools.value();
  if (list.is_array() && list.empty()) return 0;
  const auto functions = list.is_array() ? static_cast<std::int64_t>(list.size()) : 1;
  return tools_frame + functions * tool_frame + counts.count(tools.text);
}

}  // namespace parley::context
