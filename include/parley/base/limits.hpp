#pragma once

#include <cstdint>

namespace parley::base {

/// Every bound of the system in one place; each is a setting `limits.NAME`.
/// Lengths of text count code points, `_bytes` counts bytes, `_ms` milliseconds.
struct limits {
  // what a value may be
  std::int64_t participants = 100;            ///< of one session, those who left included
  std::int64_t metadata_bytes = 65536;        ///< of one metadata object as JSON
  std::int64_t message_bytes = 1048576;       ///< of one message as JSON
  std::int64_t system_prompt_bytes = 262144;
  std::int64_t json_depth = 64;               ///< nesting of any JSON from outside
  std::int64_t batch_messages = 1000;         ///< messages of one append
  std::int64_t batch_sessions = 1000;         ///< sessions of one create
  std::int64_t tree_depth = 16;
  std::int64_t children = 1000;
  std::int64_t fork_segments = 32;            ///< logs that one history is made of
  std::int64_t compare_messages = 1000000;    ///< of two histories that share nothing, by digest

  // what one request may be
  std::int64_t body_bytes = 8388608;
  std::int64_t import_bytes = 268435456;      ///< body of POST /import
  std::int64_t header_bytes = 16384;
  std::int64_t page_items = 1000;
  std::int64_t page_bytes = 8388608;          ///< a page is cut short above this
  std::int64_t page_rows_examined = 20000;

  // how much waits, and how long
  std::int64_t connections = 10000;
  std::int64_t session_pending = 256;         ///< requests that wait in one session
  std::int64_t session_pending_bytes = 1048576;
  std::int64_t writer_bytes = 67108864;       ///< submissions that wait for a commit
  std::int64_t reader_queue = 1000;           ///< requests that wait in one reader
  std::int64_t supervisor_queue = 100000;     ///< requests that wait in the supervisor
  std::int64_t tenant_share_percent = 50;     ///< of each of these three that one tenant may hold
  std::int64_t request_ms = 30000;            ///< deadline of a request
  std::int64_t header_ms = 10000;             ///< a client must send its header within
  std::int64_t body_ms = 30000;               ///< and its body within
  std::int64_t send_ms = 30000;               ///< and take the answer within
  std::int64_t idle_connection_ms = 60000;
  std::int64_t idempotency_s = 86400;
};

}  // namespace parley::base
