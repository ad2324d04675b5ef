#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parley/base/time.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"
#include "parley/domain/summary.hpp"
#include "parley/domain/turn.hpp"

namespace parley::domain {

enum class event_type : std::uint8_t {
  message_appended,
  draft_started,
  chunk,
  draft_ended,
  message_erased,
  summary_ready,
  participant_joined,
  participant_left,
  session_created,
  session_closed,
  session_reopened,
  session_archived,
  child_spawned,
  gap,
  heartbeat,
};

std::string_view to_string(event_type t);

/// Something that happened in a session, as those who follow it are told. Its cursor is the seq of
/// the last message that was told before or with it, so it is known where it is told.
struct event {
  event_type type = event_type::heartbeat;
  std::string session_id;
  std::int64_t seq = 0;  ///< of the message, of message_appended and message_erased
  base::timestamp at{};
  std::string data;      ///< a JSON object
  // Of draft_started, chunk and draft_ended:
  std::string turn_id;
  std::int64_t index = 0;  ///< of a chunk
  std::string text;        ///< likewise

  /// About what it takes in memory.
  std::size_t bytes() const;
};

/// The object of the wire: type, session_id, cursor, at, data.
std::string write_event(const event& e, std::int64_t cursor);

// How each is made; `data` is what the name says, briefly: the record has the rest.

/// The message as it is shown.
event message_event(const std::string& session_id, const message& m);
/// `{turn_id, message_id, seq}` of the question.
event draft_started_event(const std::string& session_id, const turn& row, base::timestamp at);
/// `{turn_id, index, text}` of a chunk of the draft.
event chunk_event(const std::string& session_id, const std::string& turn_id, const draft& said,
                  std::int64_t index, base::timestamp at);
/// `{turn_id, state, reason}`.
event draft_ended_event(const std::string& session_id, const turn& row, base::timestamp at);
/// `{seq}`.
event erased_event(const std::string& session_id, std::int64_t seq, base::timestamp at);
/// `{summary_id, round, from_seq, to_seq, is_meta}`.
event summary_event(const std::string& session_id, const summary& made, base::timestamp at);
/// `{participant}`; `type` is participant_joined or participant_left.
event participant_event(event_type type, const std::string& session_id, const participant& who,
                        base::timestamp at);
/// `{status, revision, reason}` of a session that was created, closed, reopened or archived.
event session_event(event_type type, const session& record, const std::string& reason,
                    base::timestamp at);
/// `{child_session_id, session_type}`, of the parent.
event child_event(const std::string& session_id, const session& child, base::timestamp at);
/// `{dropped}`: so many events without a message at most were not told, null when nobody knows; what
/// is true now is in the record.
event gap_event(const std::string& session_id, std::optional<std::uint64_t> dropped,
                base::timestamp at);
/// `{}`.
event heartbeat_event(const std::string& session_id, base::timestamp at);

}  // namespace parley::domain
