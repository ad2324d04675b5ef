#include "frontends/http/api/openai/openapi_conversations.hpp"
#include "frontends/http/api/openapi.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::string_view records = R"({
"Participant": {"type": "object", "required": ["participant_id", "participant_type"], "properties": {
  "participant_id": {"type": "string", "minLength": 1, "maxLength": 256},
  "participant_type": {"$ref": "#/components/schemas/ParticipantType"},
  "participant_role": {"type": ["string", "null"]},
  "metadata": {"$ref": "#/components/schemas/Metadata"},
  "joined_at": {"type": "string", "format": "date-time"},
  "left_at": {"type": ["string", "null"], "format": "date-time"}}},
"ParticipantType": {"type": "string", "enum": ["user", "master_controller", "agent"]},
"ParticipantCreate": {"type": "object", "additionalProperties": false,
 "required": ["participant_id", "participant_type"], "properties": {
  "participant_id": {"type": "string", "minLength": 1, "maxLength": 256},
  "participant_type": {"$ref": "#/components/schemas/ParticipantType"},
  "participant_role": {"type": ["string", "null"], "pattern": "^[A-Za-z0-9._:~-]{1,64}$"},
  "metadata": {"$ref": "#/components/schemas/Metadata"}}},
"SessionType": {"type": "string", "enum": ["user_to_mc", "mc_to_agent", "agent_to_agent", "user_to_agent"]},
"Session": {"type": "object", "required": ["session_id", "tenant_id", "session_type", "status", "revision"],
 "properties": {
  "session_id": {"type": "string"}, "tenant_id": {"type": "string"},
  "conversation_id": {"type": "string"}, "user_id": {"type": ["string", "null"]},
  "session_type": {"$ref": "#/components/schemas/SessionType"}, "session_key": {"type": "string"},
  "participants": {"type": "array", "items": {"$ref": "#/components/schemas/Participant"}},
  "parent_session_id": {"type": ["string", "null"]}, "root_session_id": {"type": ["string", "null"]},
  "depth": {"type": "integer"}, "status": {"type": "string", "enum": ["active", "closed", "archived"]},
  "created_at": {"type": "string", "format": "date-time"},
  "last_activity": {"type": "string", "format": "date-time"},
  "closed_at": {"type": ["string", "null"], "format": "date-time"},
  "message_count": {"type": "integer"}, "turn_count": {"type": "integer"},
  "last_seq": {"type": "integer"}, "round": {"type": "integer"},
  "system_prompt": {"type": ["string", "null"]},
  "forked_from": {"type": ["object", "null"], "properties": {
    "session_id": {"type": "string"}, "seq": {"type": "integer"}}},
  "continues": {"type": ["string", "null"]},
  "revision": {"type": "integer"}, "metadata": {"$ref": "#/components/schemas/Metadata"},
  "format_version": {"type": "integer"}}},
"SessionSummary": {"allOf": [{"$ref": "#/components/schemas/Session"},
  {"type": "object", "properties": {"history_length": {"type": "integer"}}}]},
"Message": {"type": "object", "required": ["seq", "message_id", "role", "content", "status"], "properties": {
  "seq": {"type": "integer", "minimum": 1}, "message_id": {"type": "string"},
  "sender_id": {"type": ["string", "null"]}, "role": {"type": "string"},
  "content": {"type": ["string", "null"]},
  "tool_calls": {"type": "array", "items": {"$ref": "#/components/schemas/ToolCall"}},
  "tool_call_id": {"type": ["string", "null"]}, "name": {"type": ["string", "null"]},
  "timestamp": {"type": "string", "format": "date-time"},
  "status": {"type": "string", "enum": ["complete", "cancelled", "failed", "erased"]},
  "metadata": {"$ref": "#/components/schemas/Metadata"}, "item": {"type": ["object", "null"]}}},
"Turn": {"type": "object", "required": ["turn_id", "state", "position", "message", "draft", "seq"], "properties": {
  "turn_id": {"type": "string"},
  "state": {"type": "string", "enum": ["queued", "running", "complete", "cancelled", "failed"]},
  "position": {"type": ["integer", "null"], "description": "0 when it runs, null when it ended."},
  "lease_until": {"type": ["string", "null"], "format": "date-time"},
  "message": {"type": ["object", "null"]},
  "draft": {"type": ["object", "null"], "properties": {
    "chunks": {"type": "integer"}, "text": {"type": "string"}}},
  "seq": {"type": ["integer", "null"], "description": "Of the answer."},
  "reason": {"type": "string"}}},
"ToolCall": {"type": "object", "properties": {
  "id": {"type": "string"}, "type": {"type": "string"},
  "function": {"type": "object", "properties": {
    "name": {"type": "string"}, "arguments": {"type": "string"}}}}},
"Metadata": {"type": "object", "description": "Names that begin with _parley are reserved."},
"AnyValue": {"description": "Any JSON value."},
"Problem": {"type": "object", "required": ["type", "title", "status", "detail", "code", "request_id"],
 "properties": {
  "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
  "detail": {"type": "string"}, "code": {"type": "string"}, "field": {"type": ["string", "null"]},
  "request_id": {"type": "string"},
  "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Error"}}}},
"Error": {"type": "object", "required": ["code", "detail", "field"], "properties": {
  "code": {"type": "string"}, "detail": {"type": "string"}, "field": {"type": ["string", "null"]}}}
})";

constexpr std::string_view exchanged = R"({
"SessionCreate": {"type": "object", "additionalProperties": false, "properties": {
  "session_id": {"type": ["string", "null"], "pattern": "^[A-Za-z0-9._:~-]{1,128}$"},
  "conversation_id": {"type": ["string", "null"]}, "user_id": {"type": ["string", "null"]},
  "session_type": {"$ref": "#/components/schemas/SessionType"},
  "participants": {"type": "array", "items": {"$ref": "#/components/schemas/ParticipantCreate"}},
  "parent_session_id": {"type": ["string", "null"]}, "system_prompt": {"type": ["string", "null"]},
  "metadata": {"$ref": "#/components/schemas/Metadata"}}},
"SessionCreateOrList": {"oneOf": [{"$ref": "#/components/schemas/SessionCreate"},
  {"type": "array", "maxItems": 1000, "items": {"$ref": "#/components/schemas/SessionCreate"}}]},
"SessionOrItems": {"oneOf": [{"$ref": "#/components/schemas/Session"},
  {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": {
    "type": "object", "required": ["status"], "properties": {"status": {"type": "integer"},
      "session": {"$ref": "#/components/schemas/Session"},
      "error": {"$ref": "#/components/schemas/Error"}}}}}}]},
"SessionPatch": {"type": "object", "additionalProperties": false, "properties": {
  "user_id": {"type": ["string", "null"]}, "system_prompt": {"type": ["string", "null"]},
  "metadata": {"type": ["object", "null"]}}},
"Nothing": {"type": "object", "additionalProperties": false},
"Round": {"type": "object", "required": ["round", "summary_due"], "properties": {
  "round": {"type": "integer"}, "summary_due": {"type": "boolean"}}},
"Reason": {"type": "object", "additionalProperties": false, "properties": {
  "reason": {"type": ["string", "null"], "maxLength": 1024}}},
"MessageCreate": {"type": "object", "additionalProperties": false, "required": ["role"], "properties": {
  "message_id": {"type": ["string", "null"]}, "sender_id": {"type": ["string", "null"]},
  "role": {"type": "string"}, "content": {"type": ["string", "null"]},
  "tool_calls": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/ToolCall"}},
  "tool_call_id": {"type": ["string", "null"]}, "name": {"type": ["string", "null"]},
  "timestamp": {"type": ["string", "null"], "format": "date-time"},
  "status": {"type": ["string", "null"], "enum": ["complete", null]},
  "metadata": {"type": ["object", "null"]}, "item": {"type": ["object", "null"]}}},
"TurnCreate": {"type": "object", "additionalProperties": false, "required": ["message"], "properties": {
  "message": {"$ref": "#/components/schemas/MessageCreate"},
  "answer": {"oneOf": [{"$ref": "#/components/schemas/MessageCreate"}, {"type": "null"}]},
  "when_busy": {"type": ["string", "null"], "enum": ["enqueue", "reject", "interrupt", null]}}},
"TurnOrRecord": {"oneOf": [{"$ref": "#/components/schemas/Turn"},
  {"type": "object", "required": ["turn_id", "messages"], "properties": {
    "turn_id": {"type": "string"},
    "messages": {"type": "array", "items": {"$ref": "#/components/schemas/Receipt"}}}}]},
"TurnChunk": {"type": "object", "additionalProperties": false, "required": ["index", "text"],
 "properties": {"index": {"type": "integer", "minimum": 0}, "text": {"type": "string"}}},
"TurnChunks": {"oneOf": [{"$ref": "#/components/schemas/TurnChunk"},
  {"type": "object", "additionalProperties": false, "required": ["chunks"], "properties": {
    "chunks": {"type": "array", "minItems": 1, "maxItems": 1000,
      "items": {"$ref": "#/components/schemas/TurnChunk"}}}}]},
"TurnCompletion": {"type": "object", "additionalProperties": false, "properties": {
  "content": {"type": ["string", "null"]},
  "tool_calls": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/ToolCall"}}}},
"TurnList": {"type": "object", "required": ["items", "next"], "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/Turn"}},
  "next": {"type": ["string", "null"]}}},
"AgentMessageCreate": {"type": "object", "additionalProperties": false,
 "required": ["sender_id", "sender_type", "recipient_id", "recipient_type", "content", "message_type"],
 "properties": {
  "message_id": {"type": ["string", "null"]}, "session_key": {"type": ["string", "null"], "minLength": 1},
  "sender_id": {"type": "string"}, "sender_type": {"$ref": "#/components/schemas/ParticipantType"},
  "sender_role": {"type": ["string", "null"]},
  "recipient_id": {"type": "string"}, "recipient_type": {"$ref": "#/components/schemas/ParticipantType"},
  "recipient_role": {"type": ["string", "null"]},
  "content": {"type": "string", "minLength": 1},
  "message_type": {"type": "string", "enum": ["task_assignment", "result_report",
    "collaboration_request", "feedback", "communication", "status_update", "error_report",
    "task_completion", "progress_update", "clarification_request"]},
  "timestamp": {"type": ["string", "null"], "format": "date-time"},
  "metadata": {"type": ["object", "null"]}}},
"AppendRequest": {"oneOf": [{"$ref": "#/components/schemas/MessageCreate"},
  {"type": "object", "additionalProperties": false, "required": ["messages"], "properties": {
    "messages": {"type": "array", "minItems": 1, "maxItems": 1000,
      "items": {"$ref": "#/components/schemas/MessageCreate"}}}}]},
"Receipt": {"type": "object", "required": ["seq", "message_id"], "properties": {
  "seq": {"type": "integer"}, "message_id": {"type": "string"},
  "sender_id": {"type": ["string", "null"]}, "role": {"type": "string"},
  "status": {"type": "string"}, "timestamp": {"type": "string", "format": "date-time"}}},
"AppendReply": {"oneOf": [{"$ref": "#/components/schemas/Receipt"},
  {"type": "object", "required": ["messages"], "properties": {
    "messages": {"type": "array", "items": {"$ref": "#/components/schemas/Receipt"}}}}]},
"SessionList": {"type": "object", "required": ["items", "next"], "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/Session"}},
  "next": {"type": ["string", "null"]}}},
"MessageList": {"type": "object", "required": ["items", "next"], "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
  "next": {"type": ["string", "null"]}}},
"ParticipantList": {"type": "object", "required": ["items", "next"], "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/Participant"}},
  "next": {"type": "null"}}},
"ExportLines": {"type": "string", "description": "JSON Lines."},
"ImportLines": {"type": "string", "description": "JSON Lines."},
"ImportReport": {"type": "object", "required": ["sessions", "messages", "lines", "errors"], "properties": {
  "sessions": {"type": "object", "properties": {"created": {"type": "integer"},
    "existing": {"type": "integer"}, "refused": {"type": "integer"}}},
  "messages": {"type": "object", "properties": {"appended": {"type": "integer"},
    "known": {"type": "integer"}, "refused": {"type": "integer"}}},
  "summaries": {"type": "object", "properties": {"created": {"type": "integer"},
    "known": {"type": "integer"}, "refused": {"type": "integer"}}},
  "lines": {"type": "integer"},
  "errors": {"type": "array", "maxItems": 1000, "items": {"allOf": [
    {"$ref": "#/components/schemas/Error"},
    {"type": "object", "properties": {"line": {"type": "integer"}}}]}}}},
"Status": {"type": "object", "required": ["version"], "properties": {
  "version": {"type": "string"}, "uptime_s": {"type": "number"},
  "drivers": {"type": "object"}, "features": {"type": "array", "items": {"type": "string"}},
  "dependencies": {"type": "array", "items": {"type": "object", "properties": {
    "name": {"type": "string"}, "state": {"type": "string", "enum": ["up", "down"]},
    "detail": {"type": "string"}, "durability": {"type": "string",
      "description": "What an acknowledgement is worth, as the store was when it was opened."}}}},
  "search": {"type": ["object", "null"], "description": "null: no index.",
    "properties": {"behind": {"type": "integer", "description": "Messages that it lacks."}}},
  "actions": {"type": ["object", "null"], "description": "Over Redis; null: they are off.",
    "properties": {"state": {"type": "string", "enum": ["active", "standby", "away"]},
    "in_flight": {"type": "integer"}, "done": {"type": "integer"}, "failed": {"type": "integer"},
    "dead_letters": {"type": "integer"}}},
  "sessions": {"type": "object", "properties": {"live": {"type": "integer"},
    "cool": {"type": "integer"}, "leaving": {"type": "integer"}, "bytes": {"type": "integer"}}},
  "creation": {"type": "object", "properties": {"count": {"type": "integer"},
    "mean_ms": {"type": ["number", "null"]}, "least_ms": {"type": ["number", "null"]},
    "greatest_ms": {"type": ["number", "null"]}}}}},
"MetricsText": {"type": "string", "description": "Metrics of Prometheus; all begin with parley_."},
"Readiness": {"type": "object", "required": ["status"], "properties": {
  "status": {"type": "string", "enum": ["ready", "not_ready", "stopping"]},
  "dependencies": {"type": "array", "items": {"type": "object",
    "required": ["name", "state", "required", "ms"], "properties": {
    "name": {"type": "string", "enum": ["store", "archive", "search", "actions"]},
    "state": {"type": "string", "enum": ["up", "down"]},
    "required": {"type": "boolean", "description": "Without it the node is not ready."},
    "ms": {"type": "number", "minimum": 0},
    "reason": {"type": "string", "description": "A code, such as timeout; absent when it is up."}}}}}},
"Health": {"type": "object", "properties": {"status": {"type": "string"}}}
})";

}  // namespace

domain::json openapi_schemas() {
  auto result = domain::json::parse(records);
  result.update(domain::json::parse(exchanged));
  result.update(openapi_branch_schemas());
  result.update(openapi_schemas_trees());
  result.update(openapi_schemas_store());
  result.update(openapi_schemas_migration());
  result.update(openapi_schemas_context());
  result.update(openapi_schemas_streams());
  result.update(openapi_schemas_keys());
  result.update(openai::openapi_schemas());
  return result;
}

}  // namespace parley::frontends::http::api
