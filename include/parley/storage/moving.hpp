#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "parley/domain/message.hpp"
#include "parley/domain/summary.hpp"
#include "parley/domain/turn.hpp"
#include "parley/storage/session_ref.hpp"

namespace parley::storage {

/// A message as its row has it, with what only the store knows of it.
struct moved_message {
  domain::message row;
  std::string agent;  ///< role of its sender when it came; empty: no agent
  friend bool operator==(const moved_message&, const moved_message&) = default;
};

/// The counts of turns and rounds of a history as they were when its head was that seq.
struct turn_tally {
  std::int64_t seq = 0;
  std::int64_t turn_count = 0;
  std::int64_t round = 0;
  friend bool operator==(const turn_tally&, const turn_tally&) = default;
};

/// What messages count for in the statistics of a day: those of senders of one role, or, with '',
/// of none.
struct moved_day {
  std::string agent;
  std::int64_t day = 0;
  std::int64_t messages = 0;
  std::int64_t characters = 0;
  friend bool operator==(const moved_day&, const moved_day&) = default;
};

/// A step of a session's way from one store into another. A submission with one goes alone. The
/// other store is never asked: who moves sessions sees to the order of the steps, so that the
/// session is in one of both at any time, and in both for a moment.
///
/// stage:  rows of a history that no session here has yet, ascending. The first submission has key
///         and log 0, is given both, and brings what is no message. session_exists when the session
///         is here, erased when it was, conflict when it is on its way here or key and log are
///         not those of its staged rows.
/// arrive: `create` is the record, key and log are those of the staged rows, `expected_last_seq` is
///         the last of them: they are the session's from now on. Refused as for `stage`; conflict
///         (field `parent_session_id`) when `below_parent` and the parent is not here.
/// mark:   notes that the session, which is here, may be in the other store as well.
/// unmark: it is not in the other store. No error when there is no mark.
/// depart: the session leaves: its row goes, its rows are out of reach and are removed by a job of
///         kind purge, not before `rows_kept_ms` from now, so that who reads them comes to an end.
///         Idempotency-Keys, receipts and dead letters stay. Checked: head, `revision`, `erasures`,
///         and that nothing is under way (conflict, its field says what: `turns`, `jobs`, `tree`,
///         `person`) and no history shares rows with it (field `forks`). With `returned` only head,
///         revision and erasures: the other store has it. Neither tells of turns and summaries that
///         were written since they were read: who moves the session keeps them from being written.
/// check:  refused as `depart` would be; writes nothing. To be asked before rows are copied, which
///         is for nothing when the session does not leave.
/// forget: staged rows are of no use any more and are removed later. No error when there are none; a
///         session that is here stays as it is.
struct move_order {
  enum class phase : std::uint8_t { stage, arrive, mark, unmark, depart, forget, check };
  phase step = phase::stage;

  // stage
  std::vector<moved_message> messages{};
  std::vector<domain::turn> turns{};
  std::vector<domain::summary> summaries{};
  std::vector<turn_tally> tallies{};

  // arrive
  bool marked = false;  ///< as if `mark` followed
  bool below_parent = false;

  // depart
  std::int64_t revision = 0;
  std::int64_t rows_kept_ms = 0;
  bool returned = false;

  // arrive and depart
  std::int64_t erasures = 0;      ///< see summary_state
  std::vector<moved_day> days{};  ///< of all its messages

  std::size_t bytes() const;
  friend bool operator==(const move_order&, const move_order&) = default;
};

enum class moving_state : std::uint8_t {
  staged,    ///< rows of no session yet
  marked,    ///< of a session that may be in another store as well
  departed,  ///< rows of a session that has left, on their way to be removed
};

/// A log that has to do with a move.
struct moving_log {
  session_ref session;
  std::int64_t key = 0;
  std::int64_t log = 0;
  moving_state state = moving_state::staged;
  friend bool operator==(const moving_log&, const moving_log&) = default;
};

/// What the messages count for, added to `days`.
void count_days(const std::vector<moved_message>& messages, std::vector<moved_day>& days);

}  // namespace parley::storage
