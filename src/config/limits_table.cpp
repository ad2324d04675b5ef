#include "table.hpp"

namespace parley::config {

namespace {

constexpr std::int64_t mega = 1048576;
constexpr std::int64_t giga = 1024 * mega;
constexpr std::int64_t hour_ms = 3600000;

row limit(const char* key, std::int64_t base::limits::*member, std::int64_t least,
          std::int64_t most, const char* unit, const char* effect) {
  return number(
      "limits", key, [member](settings& s) -> std::int64_t& { return s.limits.*member; }, least,
      most, unit, effect);
}

}  // namespace

std::vector<row> limits_rows() {
  using l = base::limits;
  return {
      limit("participants", &l::participants, 2, 10000, "",
            "Participants of one session, those who left included."),
      limit("metadata_bytes", &l::metadata_bytes, 2, 16 * mega, "bytes",
            "One metadata object, as JSON."),
      limit("message_bytes", &l::message_bytes, 1024, 64 * mega, "bytes", "One message, as JSON."),
      limit("system_prompt_bytes", &l::system_prompt_bytes, 0, 64 * mega, "bytes",
            "The system prompt of one session."),
      limit("json_depth", &l::json_depth, 8, 512, "levels", "Nesting of any JSON from outside."),
      limit("batch_messages", &l::batch_messages, 1, 10000, "messages", "Messages of one append."),
      limit("batch_sessions", &l::batch_sessions, 1, 10000, "sessions",
            "Sessions of one creation request."),
      limit("tree_depth", &l::tree_depth, 0, 1000, "levels", "Depth of a tree of sessions."),
      limit("children", &l::children, 0, 1000000, "sessions", "Children of one session."),
      limit("fork_segments", &l::fork_segments, 1, 1000, "segments",
            "Segments of one history: what a fork shares with its origins, and its own."),
      limit("compare_messages", &l::compare_messages, 1, 1000000000, "messages",
            "Messages of two histories that are compared one by one, past what they share."),
      limit("body_bytes", &l::body_bytes, 1024, giga, "bytes", "The body of one request."),
      limit("import_bytes", &l::import_bytes, 1024, 16 * giga, "bytes",
            "The body of one import request."),
      limit("header_bytes", &l::header_bytes, 1024, mega, "bytes", "The header of one request."),
      limit("page_items", &l::page_items, 1, 10000, "items", "Items of one page of a list."),
      limit("page_bytes", &l::page_bytes, 65536, giga, "bytes", "A page is cut short above this."),
      limit("page_rows_examined", &l::page_rows_examined, 1, 10000000, "rows",
            "Rows that are looked at for one page; it may then be short, with a cursor."),
      limit("connections", &l::connections, 1, 1000000, "connections",
            "Open connections; one more is answered with 503."),
      limit("session_pending", &l::session_pending, 1, 1000000, "requests",
            "Requests that wait in one session; more is answered with `overloaded`."),
      limit("session_pending_bytes", &l::session_pending_bytes, 1024, giga, "bytes",
            "And the most that they may take."),
      limit("writer_bytes", &l::writer_bytes, 65536, 16 * giga, "bytes",
            "Submissions that wait for a commit; more is `overloaded`."),
      limit("reader_queue", &l::reader_queue, 1, 1000000, "requests",
            "Requests that wait in one reader; more is `overloaded`."),
      limit("supervisor_queue", &l::supervisor_queue, 1, 10000000, "requests",
            "Requests that wait to be given to their sessions; more is `overloaded`."),
      limit("tenant_share_percent", &l::tenant_share_percent, 1, 100, "percent",
            "What one tenant may hold of writer_bytes, reader_queue and supervisor_queue."),
      limit("request_ms", &l::request_ms, 10, hour_ms, "milliseconds", "Deadline of a request."),
      limit("header_ms", &l::header_ms, 10, hour_ms, "milliseconds",
            "A client must send its header within this time,"),
      limit("body_ms", &l::body_ms, 10, hour_ms, "milliseconds", "its body within this,"),
      limit("send_ms", &l::send_ms, 10, hour_ms, "milliseconds",
            "and take the answer within this."),
      limit("idle_connection_ms", &l::idle_connection_ms, 10, 24 * hour_ms, "milliseconds",
            "An idle connection is closed after this time."),
      limit("idempotency_s", &l::idempotency_s, 1, 31536000, "seconds",
            "How long the effect of an Idempotency-Key is remembered."),
  };
}

}  // namespace parley::config
