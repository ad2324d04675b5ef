#include "frontends/http/api/openapi.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::string_view schemas = R"({
"Migration": {"type": "object",
 "required": ["running", "interval_s", "batch", "rate", "moved", "messages", "bytes", "recalled",
  "kept", "failed", "lag_s", "last_error"],
 "properties": {
  "running": {"type": "boolean", "description": "Whether the loop does."},
  "interval_s": {"type": "integer", "description": "Seconds between two rounds of the loop."},
  "batch": {"type": "integer", "description": "Sessions that are moved together."},
  "rate": {"type": "integer", "description": "Messages a second at most; 0: as fast as it goes."},
  "moved": {"type": "integer", "description": "Sessions that went into the archive."},
  "messages": {"type": "integer", "description": "Theirs."},
  "bytes": {"type": "integer", "description": "Of those, about."},
  "recalled": {"type": "integer", "description": "Sessions that came back."},
  "kept": {"type": "integer",
    "description": "Due, but they were written to meanwhile or not at rest."},
  "failed": {"type": "integer"},
  "lag_s": {"type": "integer",
    "description": "How long the oldest that a round found has been due."},
  "last_error": {"type": "string", "description": "Of the newest failure; empty: there was none."},
  "last_round": {"type": "string", "format": "date-time",
    "description": "When one ended; absent: none has."}}},
"MigrationNumbers": {"type": "object", "additionalProperties": false,
 "description": "What is absent or null stays as it is.", "properties": {
  "interval_s": {"type": ["integer", "null"], "minimum": 1, "maximum": 31536000},
  "batch": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000},
  "rate": {"type": ["integer", "null"], "minimum": 0, "maximum": 10000000}}}
})";

}  // namespace

domain::json openapi_schemas_migration() { return domain::json::parse(schemas); }

}  // namespace parley::frontends::http::api
