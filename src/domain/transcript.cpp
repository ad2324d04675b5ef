#include "parley/domain/transcript.hpp"

#include <array>
#include <utility>

#include "parley/domain/encode.hpp"
#include "parley/domain/upgrade.hpp"

namespace parley::domain {

json write_chat_line(const std::string& conversation_id, const std::vector<message>& messages) {
  json list = json::array();
  for (const auto& m : messages) list.push_back(encode_chat(m));
  return {{"conversation_id", conversation_id}, {"messages", std::move(list)}};
}

line_kind kind_of_line(const json& value) {
  constexpr std::array<std::pair<std::string_view, line_kind>, 5> kinds{{
      {"header", line_kind::header},
      {"session", line_kind::session},
      {"message", line_kind::message},
      {"summary", line_kind::summary},
      {"end", line_kind::end},
  }};
  if (!value.is_object()) return line_kind::unknown;
  if (const auto kind = value.find("kind"); kind != value.end() && kind->is_string())
    for (const auto& [name, is] : kinds)
      if (kind->get_ref<const std::string&>() == name) return is;
  if (value.contains("conversation_id") && value.contains("messages")) return line_kind::chat;
  return is_session_file(value) ? line_kind::session_file : line_kind::unknown;
}

}  // namespace parley::domain
