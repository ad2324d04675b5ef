#include "frontends/http/api/openai/show_items.hpp"

#include "frontends/http/api/openai/item_ids.hpp"
#include "frontends/http/api/openai/item_kind.hpp"
#include "frontends/http/api/openai/item_text.hpp"
#include "parley/context/grouping.hpp"

namespace parley::frontends::http::api::openai {

using domain::json;

namespace {

/// An original of this API; those of chat transcripts have no type, or a text for content.
bool is_item(const json& original) {
  if (!original.is_object()) return false;
  const auto* type = text_member(original, "type");
  return type && (*type != "message" || original.value("content", json()).is_array());
}

std::string role_of(const domain::message& m) {
  if (m.role == "system") return m.role;
  return m.role == "user" || m.role.starts_with("user_") ? "user" : "assistant";
}

std::string status_of(const domain::message& m) {
  return m.status == domain::message_status::complete ? "completed" : "incomplete";
}

json output_item(const domain::message& m) {
  return {{"type", "function_call_output"},
          {"call_id", m.tool_call_id.value_or("")},
          {"output", m.content.value_or("")},
          {"status", status_of(m)}};
}

json message_item(const domain::message& m) {
  const auto role = role_of(m);
  return {{"type", "message"},
          {"role", role},
          {"content", m.content ? content_of(*m.content, role) : json::array()},
          {"status", status_of(m)}};
}

json call_item(const context::chat_call& call, const domain::message& m) {
  return {{"type", "function_call"},
          {"call_id", call.id},
          {"name", call.name},
          {"arguments", call.arguments},
          {"status", status_of(m)}};
}

std::vector<json> told_by_fields(const domain::message& m) {
  if (m.role == "tool") return {output_item(m)};
  std::vector<json> items;
  const auto calls = context::calls_of(m);
  if (calls.empty() || !m.content.value_or("").empty()) items.push_back(message_item(m));
  for (const auto& call : calls) items.push_back(call_item(call, m));
  return items;
}

}  // namespace

std::vector<json> items_of(const domain::message& m) {
  if (m.status == domain::message_status::erased) return {};
  auto original = m.item.value();
  std::vector<json> items;
  if (is_item(original))
    items.push_back(std::move(original));
  else
    items = told_by_fields(m);
  for (std::size_t part = 0; part < items.size(); ++part)
    items[part]["id"] = item_id(m.message_id, id_prefix(*text_member(items[part], "type")), part);
  return items;
}

}  // namespace parley::frontends::http::api::openai
