#include "frontends/http/api/openapi.hpp"

#include <algorithm>
#include <cctype>

#include "frontends/http/api/access/door.hpp"
#include "frontends/http/api/call.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/openai/error_body.hpp"
#include "frontends/http/api/openai/openapi_conversations.hpp"
#include "parley/base/version.hpp"

namespace parley::frontends::http::api {

using domain::json;

namespace {

json content(std::string_view type, std::string_view schema) {
  return {
      {std::string(type), {{"schema", {{"$ref", "#/components/schemas/" + std::string(schema)}}}}}};
}

std::string_view type_of(std::string_view schema) {
  if (schema.ends_with("Lines")) return lines_type;
  if (schema.ends_with("Text")) return metrics_type;
  return schema.ends_with("Stream") ? events_type : json_type;
}

json failure_content(const route& r) {
  if (openai::owns(r.pattern)) return content(json_type, "ConversationError");
  return content("application/problem+json", "Problem");
}

/// The meaning of a name on this route.
json parameter_of(const route& r, std::string_view name) {
  auto own = openai::owns(r.pattern) ? openai::openapi_parameter(name) : json();
  return own.is_null() ? openapi_parameter(name) : own;
}

json responses(const route& r) {
  json result = json::object();
  for (const auto& a : r.answers)
    result[std::to_string(a.status)] = {
        {"description", std::string(a.what)},
        {"content", content(type_of(a.schema), a.schema)}};
  result["default"] = {{"description", "What went wrong."}, {"content", failure_content(r)}};
  return result;
}

/// Who may use it, in the form of the document and in words.
void add_security(json& result, const route& r) {
  const auto permission = needed(r);
  if (permission == permission::anyone) {
    result["security"] = json::array();
    return;
  }
  result["x-parley-role"] = std::string(role_name(permission));
}

json header_parameter(std::string_view name) {
  return {{"$ref", "#/components/parameters/" + std::string(name)}};
}

json operation(const route& r) {
  json result{{"operationId", std::string(r.operation)},
              {"summary", std::string(r.summary)},
              {"responses", responses(r)}};
  auto parameters = json::array();
  for (const auto name : r.query) parameters.push_back(parameter_of(r, name));
  for (const auto name : r.headers) parameters.push_back(header_parameter(name));
  if (!parameters.empty()) result["parameters"] = std::move(parameters);
  add_security(result, r);
  if (!r.request_schema.empty())
    result["requestBody"] = {
        {"required", r.body != body_kind::optional_json},
        {"content",
         content(r.body == body_kind::json_lines ? lines_type : json_type, r.request_schema)}};
  return result;
}

json header_parameters() {
  return {{"Idempotency-Key",
           {{"name", "Idempotency-Key"},
            {"in", "header"},
            {"description",
             "Kept with the effect of the request: the same key with the same body answers as the "
             "first time, with Idempotency-Replayed: true; with another body it is refused."},
            {"schema", {{"type", "string"}, {"minLength", 1}, {"maxLength", 256}}}}},
          {"If-Match",
           {{"name", "If-Match"},
            {"in", "header"},
            {"description",
             "The revision (of an append: the last seq) in quotes that the request is meant for, "
             "or *."},
            {"schema", {{"type", "string"}}}}},
          {"Last-Event-ID",
           {{"name", "Last-Event-ID"},
            {"in", "header"},
            {"description", "The `id` of the last event that came; goes before `from`."},
            {"schema", {{"type", "string"}}}}}};
}

json paths() {
  json result = json::object();
  for (const auto& r : routes()) {
    auto& path = result[std::string(r.pattern)];
    std::string method{r.method};
    std::transform(method.begin(), method.end(), method.begin(),
                   [](unsigned char ch) { return static_cast<char>(std::tolower(ch)); });
    path[method] = operation(r);
    auto& parameters = path["parameters"] = json::array();
    for (const auto segment : pattern_segments(r.pattern))
      if (segment[0] == '{') parameters.push_back(parameter_of(r, segment));
    if (parameters.empty()) path.erase("parameters");
  }
  return result;
}

}  // namespace

json openapi_document() {
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", "parley"},
            {"description", "A durable conversation runtime for users, controllers and agents."},
            {"version", std::string(base::version())}}},
          {"paths", paths()},
          {"security", json::array({{{"key", json::array()}}})},
          {"components",
           {{"schemas", openapi_schemas()},
            {"parameters", header_parameters()},
            {"securitySchemes",
             {{"key",
               {{"type", "http"},
                {"scheme", "bearer"},
                {"description",
                 "An API key of the tenant; none is needed before the first one is made. "
                 "x-parley-role is the least role that a route asks for."}}}}}}}};
}

void get_openapi(const call_ptr& c) {
  static const auto document = openapi_document();
  send(*c, 200, document);
}

}  // namespace parley::frontends::http::api
