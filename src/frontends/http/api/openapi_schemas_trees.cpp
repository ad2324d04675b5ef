#include "frontends/http/api/openapi.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::string_view schemas = R"({
"SessionTree": {"allOf": [{"$ref": "#/components/schemas/Session"},
  {"type": "object", "required": ["children"], "properties": {
    "children": {"type": "array", "items": {"$ref": "#/components/schemas/SessionTree"},
      "description": "None either where the depth that was asked for ends."},
    "truncated": {"type": "boolean",
      "description": "Only of the outermost: there are more than 10,000 sessions."}}}]},
"Erasure": {"type": "object", "required": ["receipt_id", "subject", "sessions", "messages",
  "summaries", "tasks", "forks", "invisible_at", "purged_at", "digest"], "properties": {
  "receipt_id": {"type": "string"},
  "subject": {"type": "object", "properties": {
    "kind": {"type": "string", "enum": ["session", "message", "user"]}, "id": {"type": "string"}}},
  "sessions": {"type": "integer"}, "messages": {"type": "integer"},
  "summaries": {"type": "integer"}, "tasks": {"type": "integer"},
  "forks": {"type": "integer", "description": "Sessions that go on with what they share with it."},
  "invisible_at": {"type": "string", "format": "date-time"},
  "purged_at": {"type": ["string", "null"], "format": "date-time"},
  "digest": {"type": "string", "description": "SHA-256 of the other fields but purged_at."}}},
"DeadLetter": {"type": "object",
 "required": ["letter_id", "kind", "session_id", "reason", "attempts", "created_at", "payload"],
 "properties": {
  "letter_id": {"type": "integer"},
  "kind": {"type": "string", "enum": ["deliver", "cascade", "purge", "poison", "blank", "person"]},
  "session_id": {"type": "string"}, "reason": {"type": "string"},
  "attempts": {"type": "integer"}, "created_at": {"type": "string", "format": "date-time"},
  "payload": {"description": "What was to be done; its form depends on the kind."}}},
"DeadLetterList": {"type": "object", "required": ["items", "next"], "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/DeadLetter"}},
  "next": {"type": ["string", "null"]}}}
})";

}  // namespace

domain::json openapi_schemas_trees() { return domain::json::parse(schemas); }

}  // namespace parley::frontends::http::api
