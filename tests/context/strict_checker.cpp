#include "context/strict_checker.hpp"

#include <algorithm>

#include "parley/base/utf8.hpp"

namespace parley::testing_context {

namespace {

using context::chat_message;

bool is_name(const std::string& name) {
  static const std::string alphabet =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  return !name.empty() && name.size() <= 64 &&
         name.find_first_not_of(alphabet) == std::string::npos;
}

std::string wrong_alone(const chat_message& m) {
  static const std::vector<std::string> roles{"system", "user", "assistant", "tool"};
  if (std::find(roles.begin(), roles.end(), m.role) == roles.end()) return "role " + m.role;
  if (!m.calls.empty() && m.role != "assistant") return "calls of a " + m.role;
  if (!m.content && m.calls.empty()) return "neither content nor calls";
  if (m.call_id.has_value() != (m.role == "tool")) return "call id of a " + m.role;
  if (m.name && (m.role == "tool" || !is_name(*m.name))) return "name '" + *m.name + "'";
  if (m.content && !base::is_utf8(*m.content)) return "content is no UTF-8";
  return {};
}

}  // namespace

std::string strict_check(const std::vector<chat_message>& messages) {
  std::vector<std::string> open;  // ids of calls that are not answered yet
  for (std::size_t n = 0; n < messages.size(); ++n) {
    const auto& m = messages[n];
    const auto at = "message " + std::to_string(n) + ": ";
    if (const auto wrong = wrong_alone(m); !wrong.empty()) return at + wrong;
    if (m.role == "tool") {
      const auto call = std::find(open.begin(), open.end(), *m.call_id);
      if (call == open.end()) return at + "answers no open call";
      open.erase(call);
      continue;
    }
    if (!open.empty()) return at + "stands before the answer to " + open.front();
    for (const auto& call : m.calls) open.push_back(call.id);
  }
  return open.empty() ? "" : "the last call is not answered: " + open.front();
}

}  // namespace parley::testing_context
