#include "frontends/http/api/openapi.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::string_view schemas = R"({
"ContextRequest": {"type": "object", "additionalProperties": false, "properties": {
  "max_tokens": {"type": ["integer", "null"], "minimum": 1, "default": 8000,
    "description": "What the model takes, the answer included."},
  "reserve": {"type": ["integer", "null"], "minimum": 0, "default": 0,
    "description": "Of that, kept for the answer."},
  "model": {"type": ["string", "null"], "description": "Whose tokens are counted."},
  "as_participant": {"type": ["string", "null"],
    "description": "This participant's own messages are the assistant's."},
  "retrieved": {"type": ["string", "array", "null"], "items": {"type": "string"}},
  "system_prompt": {"type": ["string", "null"]},
  "current_prompt_seq": {"type": ["integer", "null"], "minimum": 1,
    "description": "The message that is to be answered; the newest of a user by default."},
  "pending": {"type": ["string", "null"], "enum": ["answer", "omit", null], "default": "answer",
    "description": "What becomes of calls without a result."},
  "tools": {"type": ["array", "null"], "items": {"type": "object"}}}},
"Context": {"type": "object", "required": ["messages", "report"], "properties": {
  "messages": {"type": "array", "items": {"$ref": "#/components/schemas/ChatMessage"}},
  "report": {"$ref": "#/components/schemas/ContextReport"}}},
"ChatMessage": {"type": "object", "required": ["role", "content"], "properties": {
  "role": {"type": "string", "enum": ["system", "user", "assistant", "tool"]},
  "content": {"type": ["string", "null"]}, "name": {"type": "string"},
  "tool_calls": {"type": "array", "items": {"type": "object"}},
  "tool_call_id": {"type": "string"}}},
"ContextReport": {"type": "object",
 "required": ["counter", "exact", "budget", "tokens", "included", "left_out", "summary_id", "pending", "summary_due"],
 "properties": {
  "counter": {"type": "string"}, "exact": {"type": "boolean"}, "budget": {"type": "integer"},
  "tokens": {"type": "object", "properties": {"system": {"type": "integer"},
    "retrieved": {"type": "integer"}, "summary": {"type": "integer"},
    "messages": {"type": "integer"}, "tools": {"type": "integer"}, "reserve": {"type": "integer"},
    "total": {"type": "integer", "description": "What is sent: the others but reserve."}}},
  "included": {"type": "object", "properties": {"from_seq": {"type": ["integer", "null"]},
    "to_seq": {"type": ["integer", "null"]}, "messages": {"type": "integer"}}},
  "left_out": {"type": "array", "items": {"type": "object", "properties": {
    "from_seq": {"type": "integer"}, "to_seq": {"type": "integer"},
    "reason": {"type": "string",
      "enum": ["budget", "summarized", "erased", "no_call", "pending", "scan_limit"]}}}},
  "summary_id": {"type": ["string", "null"]},
  "pending": {"type": "array", "items": {"type": "string"},
    "description": "Ids of calls without a result."},
  "summary_due": {"type": "boolean",
    "description": "Messages did not fit that no summary covers."},
  "retrieved_cut": {"type": "boolean"}, "prior_messages": {"type": "integer"}}},
"SummarizeRequest": {"type": "object", "additionalProperties": false, "properties": {
  "round": {"type": ["integer", "null"], "minimum": 0},
  "external_memory_keys": {"type": ["array", "null"], "maxItems": 1000,
    "items": {"type": "string", "minLength": 1, "maxLength": 256}},
  "wait": {"type": "boolean", "default": false},
  "again": {"type": "boolean", "default": false,
    "description": "Make the latest summary again, of the messages that it covers; it stays in the list."}}},
"SummaryOrNothing": {"type": "object", "required": ["summary"], "properties": {
  "summary": {"oneOf": [{"$ref": "#/components/schemas/Summary"}, {"type": "null"}]},
  "reason": {"type": "string", "enum": ["nothing_to_do"]}}},
"SummaryTask": {"type": "object", "required": ["task"], "properties": {
  "task": {"type": "object", "properties": {"kind": {"type": "string", "enum": ["summarize"]},
    "session_id": {"type": "string"}, "state": {"type": "string", "enum": ["queued"]}}}}},
"SummaryList": {"type": "object", "required": ["items", "next"], "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/Summary"}},
  "next": {"type": ["string", "null"]}}},
"Summary": {"type": "object",
 "required": ["summary_id", "round", "from_seq", "to_seq", "is_meta", "stale", "text", "model", "created_at", "previous_summary_id"],
 "properties": {
  "summary_id": {"type": "string"}, "round": {"type": "integer"},
  "from_seq": {"type": "integer", "minimum": 1},
  "to_seq": {"type": "integer", "minimum": 1,
    "description": "The text stands for 1 up to and including this."},
  "is_meta": {"type": "boolean", "description": "It joins earlier summaries."},
  "stale": {"type": "boolean", "description": "What it covers was erased, and its text with it."},
  "text": {"type": "string"}, "model": {"type": "string"},
  "created_at": {"type": "string", "format": "date-time"},
  "previous_summary_id": {"type": ["string", "null"]},
  "reason": {"type": "string", "enum": ["round", "length", "stale", "asked"]},
  "messages": {"type": "integer", "description": "That it was made of."},
  "external_memory_keys": {"type": "array", "items": {"type": "string"}}}}
})";

}  // namespace

domain::json openapi_schemas_context() { return domain::json::parse(schemas); }

}  // namespace parley::frontends::http::api
