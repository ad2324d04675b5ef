#include "frontends/http/api/openai/openapi_conversations.hpp"

#include "frontends/http/api/openapi_parameters.hpp"

namespace parley::frontends::http::api::openai {

using domain::json;

namespace {

constexpr std::string_view schemas = R"({
"Conversation": {"type": "object", "required": ["id", "object", "created_at", "metadata"],
 "properties": {
  "id": {"type": "string", "description": "The session's id."},
  "object": {"type": "string", "const": "conversation"},
  "created_at": {"type": "integer", "description": "Unix time in seconds."},
  "metadata": {"type": "object"}}},
"ConversationMetadata": {"type": ["object", "null"], "maxProperties": 16,
  "propertyNames": {"maxLength": 64}, "additionalProperties": {"type": "string", "maxLength": 512}},
"ConversationCreate": {"type": "object", "additionalProperties": false, "properties": {
  "items": {"type": ["array", "null"], "maxItems": 1000,
    "items": {"$ref": "#/components/schemas/ConversationItem"}},
  "metadata": {"$ref": "#/components/schemas/ConversationMetadata"}}},
"ConversationUpdate": {"type": "object", "additionalProperties": false, "required": ["metadata"],
 "properties": {"metadata": {"$ref": "#/components/schemas/ConversationMetadata"}}},
"ConversationDeleted": {"type": "object", "required": ["id", "object", "deleted"], "properties": {
  "id": {"type": "string"}, "object": {"type": "string", "const": "conversation.deleted"},
  "deleted": {"type": "boolean"}}},
"ConversationItem": {"type": "object", "additionalProperties": true, "properties": {
  "id": {"type": "string"},
  "type": {"type": ["string", "null"], "default": "message",
    "description": "message, function_call, function_call_output, or any other, kept as it is."}}},
"ConversationItemsCreate": {"type": "object", "additionalProperties": false, "required": ["items"],
 "properties": {"items": {"type": "array", "minItems": 1, "maxItems": 1000,
  "items": {"$ref": "#/components/schemas/ConversationItem"}}}},
"ConversationItemList": {"type": "object",
 "required": ["object", "data", "first_id", "last_id", "has_more"], "properties": {
  "object": {"type": "string", "const": "list"},
  "data": {"type": "array", "items": {"$ref": "#/components/schemas/ConversationItem"}},
  "first_id": {"type": ["string", "null"]}, "last_id": {"type": ["string", "null"]},
  "has_more": {"type": "boolean"}}},
"ConversationList": {"type": "object",
 "required": ["object", "data", "first_id", "last_id", "has_more"], "properties": {
  "object": {"type": "string", "const": "list"},
  "data": {"type": "array", "items": {"$ref": "#/components/schemas/Conversation"}},
  "first_id": {"type": ["string", "null"]}, "last_id": {"type": ["string", "null"]},
  "has_more": {"type": "boolean"}}},
"ConversationError": {"type": "object", "required": ["error"], "properties": {
  "error": {"type": "object", "required": ["message", "type", "param", "code"], "properties": {
    "message": {"type": "string"},
    "type": {"type": "string",
     "enum": ["invalid_request_error", "rate_limit_error", "server_error"]},
    "param": {"type": ["string", "null"]}, "code": {"type": ["string", "null"]}}}}}
})";

constexpr documented_parameter parameters[] = {
    {"{conversation}", R"({"type": "string", "pattern": "^[A-Za-z0-9._:~-]{1,128}$"})",
     "The id of the conversation, which is a session."},
    {"{item}", R"({"type": "string"})", "The item's id."},
    {"after", R"({"type": "string"})", "The page behind the entry with this id."},
    {"order", R"({"type": "string", "enum": ["asc", "desc"], "default": "desc"})",
     "The oldest or the newest first."},
    {"limit", R"({"type": "integer", "minimum": 1, "maximum": 1000, "default": 20})",
     "The most entries of the page."},
    {"include", R"({"type": "string"})", "Taken and without effect: nothing is left out."},
    {"include[]", R"({"type": "array", "items": {"type": "string"}})",
     "Taken and without effect: nothing is left out."},
};

}  // namespace

json openapi_schemas() { return json::parse(schemas); }

json openapi_parameter(std::string_view name) { return find_parameter(name, parameters); }

}  // namespace parley::frontends::http::api::openai
