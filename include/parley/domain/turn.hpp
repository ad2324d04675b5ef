#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/names.hpp"

namespace parley::domain {

/// What has been streamed of an answer that is still in progress: text beside the history.
struct draft {
  std::string text;                 ///< its chunks, joined
  std::vector<std::int64_t> ends;   ///< bytes of `text` after each chunk
  std::int64_t chunks() const { return static_cast<std::int64_t>(ends.size()); }
  friend bool operator==(const draft&, const draft&) = default;
};

/// A user's message and the answer to it, from the moment that it was asked for. `queued` turns wait
/// beside the history; a `running` one has its question in the history and a draft; the others have
/// ended, their answer is a message of that status.
struct turn {
  std::string turn_id;
  std::int64_t ordinal = 0;    ///< 1, 2, 3 within the session: the order of arrival
  turn_state state = turn_state::queued;
  message question;            ///< whole while it is nowhere else; in rows of a turn that ran: seq, message_id
  std::string answer_id;       ///< message id of the answer
  domain::draft draft;         ///< empty unless running
  base::timestamp lease_until{};  ///< of a running turn: without a chunk before it, it fails
  base::timestamp touched_at{};   ///< begun, started, or the newest chunk
  std::string reason;          ///< why it was cancelled or failed
  std::string parked_by;       ///< the process that put it out of memory with all of its draft

  bool ended() const { return state > turn_state::running; }
  friend bool operator==(const turn&, const turn&) = default;
};

/// A turn with its place: `position` is 0 when it runs, 1 and up when it waits, absent when it ended.
struct turn_view {
  domain::turn turn;
  std::optional<std::int64_t> position;
  std::optional<message> question;       ///< as in the history; of a queued one with seq 0
  std::optional<message> answer;         ///< of one that ended, unless it never ran
  friend bool operator==(const turn_view&, const turn_view&) = default;
};

/// Whether it has its question whole. That of a turn that ran is in the history, and a row never has
/// what the history has: what is erased there is in no other place.
bool has_question(const turn& t);

/// As it is stored.
turn row_of(turn t);

/// Who asked, when the row has the question; lives as long as the row.
const std::optional<std::string>& asker_of(const turn& row);

/// Takes the question of a row out that has one: a turn that waited is cancelled.
void forget_question(turn& row);

/// The row as it is stored: everything but the draft's text. `read_turn(write_turn(t), text) == t`.
std::string write_turn(const turn& t);
base::result<turn> read_turn(std::string_view record, std::string draft_text,
                             const base::limits& limits);

/// As it is shown: turn_id, state, position, lease_until, message, draft, seq.
json encode(const turn_view& t);

}  // namespace parley::domain
