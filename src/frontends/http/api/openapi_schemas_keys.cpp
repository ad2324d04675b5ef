#include "frontends/http/api/openapi.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::string_view schemas = R"({
"KeyRequest": {"type": "object", "required": ["role"], "additionalProperties": false,
 "properties": {
  "role": {"$ref": "#/components/schemas/AccessRole"},
  "name": {"type": "string", "minLength": 1, "maxLength": 256,
   "description": "What you call it."},
  "expires_at": {"type": ["string", "null"], "format": "date-time",
   "description": "It holds until then; absent: until it is revoked."}}},
"AccessRole": {"type": "string", "enum": ["reader", "writer", "admin"],
 "description": "reader: reads and follows. writer: sessions, messages, turns, tasks. admin: users' erasure, export, import, keys, migration, retention. Each may what those before it may."},
"Key": {"type": "object",
 "required": ["key_id", "role", "name", "created_at", "expires_at", "revoked_at"],
 "properties": {
  "key_id": {"type": "string"},
  "role": {"$ref": "#/components/schemas/AccessRole"},
  "name": {"type": "string"},
  "created_at": {"type": "string", "format": "date-time"},
  "expires_at": {"type": ["string", "null"], "format": "date-time"},
  "revoked_at": {"type": ["string", "null"], "format": "date-time"}}},
"CreatedKey": {"allOf": [{"$ref": "#/components/schemas/Key"}, {"type": "object",
 "required": ["token"], "properties": {"token": {"type": "string",
  "description": "What is sent as Authorization: Bearer TOKEN. It is shown here only."}}}]},
"KeyList": {"type": "object", "required": ["items", "next"], "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/Key"}},
  "next": {"type": "null"}}}
})";

}  // namespace

domain::json openapi_schemas_keys() { return domain::json::parse(schemas); }

}  // namespace parley::frontends::http::api
