#include "frontends/http/api/openapi.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::string_view schemas = R"({
"SearchPage": {"type": "object", "required": ["items", "next", "indexed_upto"], "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/SearchHit"}},
  "next": {"type": ["string", "null"]},
  "indexed_upto": {"type": "string", "format": "date-time",
    "description": "Every message that was stored before is found."}}},
"SearchHit": {"type": "object", "required": ["session_id", "seq", "snippet", "score"], "properties": {
  "session_id": {"type": "string"}, "seq": {"type": "integer", "minimum": 1},
  "snippet": {"type": "string", "description": "Words around the first match; matches are in [ ]."},
  "score": {"type": "number", "minimum": 0, "maximum": 1,
    "description": "Share of the message's words that were asked for."}}},
"Statistics": {"type": "object",
 "required": ["agent", "from", "to", "sessions", "messages", "tokens", "mean_messages", "mean_duration_s", "days"],
 "properties": {
  "agent": {"type": ["string", "null"]},
  "from": {"type": ["string", "null"], "format": "date"},
  "to": {"type": ["string", "null"], "format": "date"},
  "sessions": {"type": "object", "properties": {"active": {"type": "integer"},
    "closed": {"type": "integer"}, "archived": {"type": "integer"}, "total": {"type": "integer"}}},
  "messages": {"type": "integer", "description": "Of the days that were asked for."},
  "tokens": {"type": "object", "properties": {"count": {"type": "integer"},
    "counter": {"type": "string"}, "exact": {"type": "boolean"}}},
  "mean_messages": {"type": ["number", "null"]}, "mean_duration_s": {"type": ["number", "null"]},
  "days": {"type": "array", "items": {"type": "object", "properties": {
    "day": {"type": "string", "format": "date"}, "sessions": {"type": "integer"},
    "messages": {"type": "integer"}, "tokens": {"type": "integer"}}}},
  "agents": {"type": "array", "items": {"type": "string"},
    "description": "Roles of agents that have sessions; empty for one of them."}}},
"Retention": {"type": "object", "additionalProperties": false, "required": ["rules"], "properties": {
  "rules": {"type": "array", "maxItems": 100, "items": {"type": "object",
    "additionalProperties": false, "required": ["name", "idle_days", "action"], "properties": {
    "name": {"type": "string", "pattern": "^[A-Za-z0-9._:~-]{1,64}$"},
    "status": {"type": ["string", "null"], "enum": ["active", "closed", "archived", null]},
    "type": {"type": ["string", "null"]}, "role": {"type": ["string", "null"]},
    "user": {"type": ["string", "null"]},
    "idle_days": {"type": "integer", "minimum": 0, "maximum": 36500},
    "action": {"type": "string", "enum": ["delete", "keep"]}}}}}},
"RetentionDryRun": {"type": "object", "required": ["rules", "looked_at", "complete"], "properties": {
  "rules": {"type": "array", "items": {"type": "object", "properties": {
    "name": {"type": "string"}, "action": {"type": "string", "enum": ["delete", "keep"]},
    "sessions": {"type": "integer"}, "messages": {"type": "integer"},
    "first": {"type": "array", "items": {"type": "string"}}}}},
  "looked_at": {"type": "integer"},
  "complete": {"type": "boolean", "description": "false: there are more sessions than were looked at."}}}
})";

}  // namespace

domain::json openapi_schemas_store() { return domain::json::parse(schemas); }

}  // namespace parley::frontends::http::api
