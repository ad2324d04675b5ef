#include "shown.hpp"

#include "frontends/http/transport/target.hpp"
#include "terminal.hpp"

namespace parley::tools {

std::string session_path(const invocation& from) {
  return tenant_path(from.tenant, "/sessions/") +
         frontends::http::transport::percent_encode(from.arguments.front());
}

base::result<domain::json> get(api& from, const std::string& target) {
  const auto answer = from.call("GET", target);
  if (!answer) return base::fail(answer.error());
  if (const auto failure = failure_of(*answer)) return base::fail(*failure);
  return domain::parse_json(answer->body, 1000);
}

std::string message_text(const domain::json& message) {
  const auto sender = message.value("sender_id", domain::json{});
  std::string text = "\n#" + message.value("seq", domain::json{}).dump() + " " +
                     message.value("role", "") +
                     (sender.is_string() ? " (" + sender.get<std::string>() + ")" : "") + "  " +
                     message.value("timestamp", "");
  if (const auto status = message.value("status", "complete"); status != "complete") {
    text += "  [" + status + "]";
  }
  text += "\n";
  const auto content = message.value("content", domain::json{});
  if (content.is_string()) text += content.get<std::string>() + "\n";
  for (const auto& call : message.value("tool_calls", domain::json::array())) {
    const auto function = call.value("function", domain::json::object());
    text += "-> " + function.value("name", "") + " " + function.value("arguments", "") + "\n";
  }
  return printable(text);
}

}  // namespace parley::tools
