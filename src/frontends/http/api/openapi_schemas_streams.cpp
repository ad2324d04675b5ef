#include "frontends/http/api/openapi.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::string_view schemas = R"({
"EventStream": {"type": "string", "contentMediaType": "text/event-stream",
 "description": "`id` is the cursor, `event` the type and `data` an Event.",
 "contentSchema": {"$ref": "#/components/schemas/Event"}},
"Event": {"type": "object", "required": ["type", "session_id", "cursor", "at", "data"],
 "properties": {
  "type": {"type": "string", "enum": ["message_appended", "draft_started", "chunk", "draft_ended",
   "message_erased", "summary_ready", "participant_joined", "participant_left", "session_created",
   "session_closed", "session_reopened", "session_archived", "child_spawned", "gap", "heartbeat"]},
  "session_id": {"type": ["string", "null"],
   "description": "null: gap and heartbeat of a tenant's stream."},
  "cursor": {"type": ["integer", "string"],
   "description": "A stream from it goes on behind this event. Of a session the seq of the last message; of a tenant a text that says nothing else."},
  "at": {"type": "string", "format": "date-time"},
  "data": {"type": "object",
   "description": "A Message (message_appended), turn_id, index and text (chunk), what the type says."}}},
"Socket": {"type": "object",
 "description": "What goes over the WebSocket, each in a text message of its own.",
 "properties": {
  "request": {"$ref": "#/components/schemas/SocketRequest"},
  "reply": {"$ref": "#/components/schemas/SocketReply"},
  "event": {"$ref": "#/components/schemas/Event"}}},
"SocketRequest": {"type": "object", "required": ["request_id", "op"],
 "description": "Beside these fields the body of the REST request that does the same.",
 "properties": {
  "request_id": {"type": "string", "minLength": 1, "maxLength": 256},
  "op": {"type": "string",
   "enum": ["append", "turn", "chunks", "complete", "cancel", "subscribe", "ping"]},
  "turn_id": {"type": "string", "description": "Of chunks, complete and cancel."},
  "session_id": {"type": "string",
   "description": "In a socket of a whole tenant, of all but subscribe and ping."},
  "from": {"type": ["integer", "string"], "minimum": 0,
   "description": "Of subscribe; absent: from now on. A cursor of the session, or of the tenant; 0 is the beginning."}}},
"SocketReply": {"type": "object", "required": ["request_id", "ok"], "properties": {
  "request_id": {"type": ["string", "null"], "description": "null: the request had none."},
  "ok": {"type": "boolean"},
  "result": {"type": "object"},
  "error": {"type": "object", "properties": {
    "code": {"type": "string"}, "detail": {"type": "string"},
    "field": {"type": ["string", "null"]}}}}}
})";

}  // namespace

domain::json openapi_schemas_streams() { return domain::json::parse(schemas); }

}  // namespace parley::frontends::http::api
