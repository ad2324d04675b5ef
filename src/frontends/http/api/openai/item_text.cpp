#include "frontends/http/api/openai/item_text.hpp"

namespace parley::frontends::http::api::openai {

using domain::json;

const std::string* text_member(const json& value, const char* name) {
  const auto found = value.find(name);
  if (found == value.end() || !found->is_string()) return nullptr;
  return &found->get_ref<const std::string&>();
}

std::optional<std::string> text_of(const json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::optional<std::string> all;
  if (!content.is_array()) return all;
  for (const auto& part : content) {
    if (!part.is_object()) continue;
    for (const auto* name : {"text", "refusal"})
      if (const auto* text = text_member(part, name)) all = all.value_or("") + *text;
  }
  return all;
}

json content_of(const std::string& text, const std::string& role) {
  if (role != "assistant") return json::array({{{"type", "input_text"}, {"text", text}}});
  return json::array({{{"type", "output_text"}, {"text", text}, {"annotations", json::array()}}});
}

}  // namespace parley::frontends::http::api::openai
