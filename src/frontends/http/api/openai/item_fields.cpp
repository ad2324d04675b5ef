#include "frontends/http/api/openai/item_fields.hpp"

#include "frontends/http/api/openai/item_kind.hpp"
#include "frontends/http/api/openai/item_text.hpp"
#include "parley/base/utf8.hpp"

namespace parley::frontends::http::api::openai {

using base::errc;
using base::fail;
using domain::json;

namespace {

constexpr std::size_t call_id_max = 256;

json or_null(const std::optional<std::string>& text) { return text ? json(*text) : json(nullptr); }

void complete(json& item) {
  if (!item.contains("status") || item["status"].is_null()) item["status"] = "completed";
}

bool is_call_id(const std::string* text) {
  return text && !text->empty() && base::code_points(*text) <= call_id_max &&
         !base::has_control_characters(*text);
}

json call(const std::string& id, const std::string& name, const std::string& arguments) {
  return {
      {"id", id}, {"type", "function"}, {"function", {{"name", name}, {"arguments", arguments}}}};
}

base::result<json> check_parts(const json& parts, const std::string& field) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (!parts[i].is_object() || !text_member(parts[i], "type"))
      return fail(errc::invalid_argument, field + '[' + std::to_string(i) + ']',
                  "A part must be an object with a type.");
  return parts;
}

base::result<json> message_fields(json& item, const std::string& field) {
  const auto* role = text_member(item, "role");
  const auto is = [&](std::string_view name) { return role && *role == name; };
  if (!is("user") && !is("assistant") && !is("system") && !is("developer"))
    return fail(errc::invalid_argument, field + ".role",
                "The role must be one of: user, assistant, system, developer.");
  auto& content = item["content"];
  if (content.is_string()) content = content_of(content.get<std::string>(), *role);
  if (!content.is_array())
    return fail(errc::invalid_argument, field + ".content",
                "The content must be a text or a list of parts.");
  if (auto legal = check_parts(content, field + ".content"); !legal) return legal;
  complete(item);
  return json{{"role", is("developer") ? "system" : *role}, {"content", or_null(text_of(content))}};
}

base::result<void> check_call_id(const json& item, const std::string& field) {
  if (is_call_id(text_member(item, "call_id"))) return {};
  return fail(errc::invalid_argument, field + ".call_id",
              "The call_id must be 1 to 256 characters, no control characters.");
}

base::result<json> function_call_fields(json& item, const std::string& field) {
  if (auto legal = check_call_id(item, field); !legal) return fail(legal.error());
  const auto* name = text_member(item, "name");
  if (!name || name->empty())
    return fail(errc::invalid_argument, field + ".name", "The name must be a text, not empty.");
  const auto* arguments = text_member(item, "arguments");
  if (!arguments)
    return fail(errc::invalid_argument, field + ".arguments", "The arguments must be a text.");
  auto calls = json::array({call(*text_member(item, "call_id"), *name, *arguments)});
  complete(item);
  return json{{"role", "assistant"}, {"content", nullptr}, {"tool_calls", std::move(calls)}};
}

json output_fields(const json& item) {
  return {{"role", "tool"},
          {"tool_call_id", *text_member(item, "call_id")},
          {"content", or_null(text_of(item.value("output", json())))}};
}

base::result<json> function_output_fields(json& item, const std::string& field) {
  if (auto legal = check_call_id(item, field); !legal) return fail(legal.error());
  const auto output = item.find("output");
  if (output == item.end() || (!output->is_string() && !output->is_array()))
    return fail(errc::invalid_argument, field + ".output",
                "The output must be a text or a list of parts.");
  if (output->is_array())
    if (auto legal = check_parts(*output, field + ".output"); !legal) return legal;
  complete(item);
  return output_fields(item);
}

base::result<json> no_reference(json&, const std::string& field) {
  return fail(errc::invalid_argument, field + ".type",
              "An item must be given itself; references to other items are not taken.");
}

/// What a call of another type asks for, as a text: its input, or all that is special to it.
std::string arguments_of(const json& item) {
  for (const auto* name : {"arguments", "input"})
    if (const auto* text = text_member(item, name)) return *text;
  auto special = item;
  for (const auto* name : {"type", "call_id", "status"}) special.erase(name);
  return domain::canonical(special);
}

/// A call and its output belong together in a context and when one is erased, whatever their type.
json other_fields(const std::string& type, const json& item) {
  const auto* call_id = text_member(item, "call_id");
  if (is_call_id(call_id) && is_output(type)) return output_fields(item);
  json fields{{"role", "assistant"}, {"content", nullptr}};
  if (is_call_id(call_id) && is_call(type)) {
    const auto* name = text_member(item, "name");
    const auto tool = type.substr(0, type.rfind("_call"));
    fields["tool_calls"] =
        json::array({call(*call_id, name && !name->empty() ? *name : tool, arguments_of(item))});
  }
  return fields;
}

struct reader {
  std::string_view type;
  base::result<json> (*read)(json& item, const std::string& field);
};

constexpr reader readers[] = {
    {"message", message_fields},
    {"function_call", function_call_fields},
    {"function_call_output", function_output_fields},
    {"item_reference", no_reference},
};

}  // namespace

base::result<json> fields_of(const std::string& type, json& item, const std::string& field) {
  for (const auto& known : readers)
    if (known.type == type) return known.read(item, field);
  return other_fields(type, item);
}

}  // namespace parley::frontends::http::api::openai
