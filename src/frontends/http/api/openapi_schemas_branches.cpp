#include "frontends/http/api/openapi.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::string_view branches = R"({
"SessionFork": {"type": "object", "additionalProperties": false, "required": ["at_seq"], "properties": {
  "at_seq": {"type": "integer", "minimum": 0,
    "description": "The last seq that is shared; not between a tool call and its results."},
  "session_id": {"type": ["string", "null"], "pattern": "^[A-Za-z0-9._:~-]{1,128}$"}}},
"Comparison": {"type": "object",
 "required": ["common_seq", "left_last_seq", "right_last_seq", "items", "next"], "properties": {
  "common_seq": {"type": "integer", "description": "Up to it both histories are the same."},
  "left_last_seq": {"type": "integer"}, "right_last_seq": {"type": "integer"},
  "items": {"type": "array", "items": {"type": "object", "required": ["seq", "left", "right"],
   "properties": {
    "seq": {"type": "integer"},
    "left": {"oneOf": [{"$ref": "#/components/schemas/Message"}, {"type": "null"}]},
    "right": {"oneOf": [{"$ref": "#/components/schemas/Message"}, {"type": "null"}]}}}},
  "next": {"type": ["string", "null"]}}},
"PriorHistory": {"type": "object", "required": ["session_id", "messages"], "properties": {
  "session_id": {"type": ["string", "null"]},
  "messages": {"type": "array", "items": {"type": "object", "required": ["role", "content"],
   "properties": {
    "role": {"type": "string", "enum": ["user", "assistant"]}, "content": {"type": "string"},
    "cut": {"type": "boolean", "description": "The original is longer."}}}}}}
})";

}  // namespace

domain::json openapi_branch_schemas() { return domain::json::parse(branches); }

}  // namespace parley::frontends::http::api
