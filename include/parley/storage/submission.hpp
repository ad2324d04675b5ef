#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/boxed.hpp"
#include "parley/base/digest.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"
#include "parley/domain/tree.hpp"
#include "parley/domain/turn.hpp"
#include "parley/storage/catalog.hpp"
#include "parley/storage/job.hpp"
#include "parley/storage/moving.hpp"
#include "parley/storage/session_ref.hpp"
#include "parley/storage/summaries.hpp"

namespace parley::storage {

/// An Idempotency-Key that travels with its effect.
struct idempotency {
  std::string key;
  std::string route;           ///< method and path
  base::digest body_digest{};  ///< of the request's body bytes
  friend bool operator==(const idempotency&, const idempotency&) = default;
};

/// What was answered the first time: the seqs of an append and what its part noted, or the record
/// that a change left.
struct idempotent_effect {
  base::digest body_digest{};
  std::string session_id;
  std::int64_t log = 0;
  std::vector<std::int64_t> seqs;
  bool all_known = false;  ///< the first answer was 200, not 201
  std::string record;      ///< JSON of the session record after the effect, else empty
  std::string note;        ///< see append_part
  base::timestamp at{};
  friend bool operator==(const idempotent_effect&, const idempotent_effect&) = default;
};

/// Where a new session begins that shares a history: with what the origin's holds up to `at_seq`.
/// Nothing is copied: the new session's own log begins at `at_seq` + 1, and what is asked of that
/// log (pages, look-ups, known ids, head) goes through what it shares as well.
///
/// A history is a short list of segments, each a log and the highest seq that it holds of it; the
/// own log is the last, open-ended. A fork of a fork names the logs directly. So a log is deleted
/// only when its session is gone and no list names it, and while lists name it only its rows above
/// the highest seq that one names may go.
struct fork_point {
  std::string session_id;  ///< the origin, of the same tenant
  std::int64_t at_seq = 0;
  friend bool operator==(const fork_point&, const fork_point&) = default;
};

/// One request of one caller: all of it is written or none.
struct append_part {
  std::vector<domain::message> entries;     ///< complete but for seq and generated ids
  std::optional<std::int64_t> if_last_seq;  ///< precondition; not asked when every entry is known
  std::optional<idempotency> once;
  /// Kept with `once`: what a repetition is to be told besides the seqs, as JSON without any text
  /// of a message. Empty: nothing.
  std::string note{};

  // Written with the entries: when one of them is new, or when there are none.
  std::vector<domain::turn> turns{};  ///< whole rows, by ordinal
  std::int64_t turns_completed = 0;   ///< added to the session's turn_count and round
  std::int64_t rounds = 0;            ///< added to its round
  std::vector<job> jobs{};            ///< the entries' outbox
  friend bool operator==(const append_part&, const append_part&) = default;
};

/// What must hold of the subtree of the session that is written, in the same transaction.
enum class subtree_guard : std::uint8_t {
  none,
  none_open,     ///< no descendant is active, nor was when it was archived
  all_archived,  ///< every descendant is archived
  none_left,     ///< there is no descendant
};

/// The end of a session: its record, turns, effects of Idempotency-Keys and jobs are removed, its
/// id is never used again, and its messages are out of reach from then on. Those that only it had
/// are removed later, by a job of kind purge for each log: `{"log": N}`.
struct erase_order {
  std::string receipt_id;
  std::string part_of;  ///< the session whose erasing it belongs to, which counts it; empty: none
  friend bool operator==(const erase_order&, const erase_order&) = default;
};

/// Messages of a session that are erased, wherever their rows lie: every history that shares them
/// shows them blank from then on. Their text is removed later, by a job of kind blank for each log:
/// `{"log": N, "seqs": [...]}`. Dead letters that hold one of them and waiting reports of one go
/// with it. Questions of `turns` that are in no history are taken out of their rows.
struct blank_order {
  std::string receipt_id;
  std::string subject;  ///< of the receipt, `SESSION/SEQ`: the message that was named, or the first
  std::string part_of;  ///< the person whose erasing it belongs to, `user/ID`; empty: none
  std::vector<std::int64_t> seqs;
  std::vector<std::string> turns{};
  friend bool operator==(const blank_order&, const blank_order&) = default;
};

/// A step in removing what was erased. `rows`: up to so many rows of a log that nobody can reach
/// any more, the newest first, or, with `seqs`, the text of those rows. `finish`: the job goes, and
/// with the last of its session the erasure is done; before it the driver sees to it that nothing
/// of the rows is left in its files.
struct purge_order {
  enum class phase : std::uint8_t { rows, finish };
  std::int64_t job = 0;
  session_ref session;
  std::int64_t log = 0;
  std::int64_t rows_max = 1000;
  std::vector<std::int64_t> seqs{};
  phase step = phase::rows;
  friend bool operator==(const purge_order&, const purge_order&) = default;
};

/// The receipt of a person's erasing. `done` false: it is begun, which adds a job of kind person,
/// or, when one that was begun has become a dead letter, lets that wait again; true: nothing is
/// visible any more, and what was erased as part of it is counted.
struct receipt_order {
  std::string tenant;
  std::string user;
  std::string receipt_id;  ///< when it is begun
  bool done = false;
  friend bool operator==(const receipt_order&, const receipt_order&) = default;
};

/// What a session wants written, as one unit: a `create`, an `update`, or `parts`; the first two
/// may carry parts too (a session with its first messages, a close that ends a turn). One without a
/// session (its id is empty) has nothing but `jobs`, `purge`, `receipt` and `setting`. An `erase`
/// goes alone.
struct submission {
  session_ref session;
  std::uint64_t epoch = 0;  ///< of the owner; another one than the store's writes nothing
  std::int64_t key = 0;     ///< internal key of the session; 0 when it is being created
  std::int64_t log = 0;     ///< log that takes the entries; 0 likewise
  std::int64_t expected_last_seq = 0;  ///< head check
  base::boxed<domain::session> create;
  base::boxed<fork_point> fork;         ///< of `create`; its counts of turns are those at that seq
  base::boxed<domain::session> update;  ///< the whole new record; its revision is expected + 1
  std::optional<idempotency> once;      ///< of create and update; parts bring their own
  bool update_with_entries = false;  ///< `update`, without `once`: only when a part writes an entry
  std::vector<append_part> parts;
  base::boxed<job_changes> jobs;
  /// Of a creation with a parent: the parent must be there, active, with fewer children than this,
  /// and neither it nor one above it on its way to be closed, archived or erased. 0: not asked.
  std::int64_t children_max = 0;
  subtree_guard guard = subtree_guard::none;
  base::boxed<erase_order> erase;
  base::boxed<blank_order> blank;      ///< goes alone; the head is not checked
  base::boxed<summary_order> summary;  ///< goes alone; the head is not checked
  base::boxed<move_order> move;        ///< goes alone, but for the record of one that arrives
  base::boxed<purge_order> purge;
  base::boxed<receipt_order> receipt;   ///< of one without a session
  base::boxed<tenant_setting> setting;  ///< likewise

  std::size_t bytes() const;
  friend bool operator==(const submission&, const submission&) = default;
};

/// One entry after the commit.
struct appended {
  std::int64_t seq = 0;
  std::string message_id;
  bool known = false;  ///< it was there before: seq is the old one, nothing was written
  std::optional<std::string> sender_id;  ///< of the stored row, when known
  base::timestamp timestamp{};           ///< likewise
  friend bool operator==(const appended&, const appended&) = default;
};

/// What became of a part. A part that is refused leaves its neighbours alone.
struct part_outcome {
  std::optional<base::status> refused;  ///< conflict, precondition_failed, idempotency_mismatch
  std::vector<appended> entries;        ///< one per entry, in order, unless refused
  std::optional<idempotent_effect>
      replay;  ///< set: the key was used before with this body; nothing written
  friend bool operator==(const part_outcome&, const part_outcome&) = default;
};

enum class commit { committed, rejected, unknown };

/// How a submission ended.
/// committed: durable; parts say what each became (all may have been refused or known).
/// rejected:  nothing of it is written, `error` says why: conflict (without a field: head or
/// revision
///            moved, reload; field `children`: the guard found somebody), session_exists,
///            not_found, erased, session_closed, conflict (field `parent_session_id`: no place for
///            a child), unavailable (fence lost, disk full, store away), internal (poison); of a
///            fork not_found (no such origin) and invalid_argument (field at_seq: above the
///            origin's head, or more than limits.fork_segments); of a summary conflict (field
///            `summary`): it does not fit what is there.
/// unknown:   it may or may not be there. Read the head and the ids before anything else.
struct outcome {
  commit kind = commit::rejected;
  base::status error;
  std::int64_t key = 0;
  std::int64_t log = 0;
  domain::head head;
  std::int64_t turn_count = 0;  ///< of the session, after it
  std::int64_t round = 0;       ///< likewise
  std::vector<part_outcome> parts;
  bool updated = false;                 ///< the submission's `update` was written
  std::vector<std::int64_t> jobs;       ///< ids of those that `submission::jobs` added
  base::boxed<domain::erasure> erased;  ///< the receipt, what was erased as part of it included
  bool purge_left = false;              ///< a slice was removed and there is more
  std::vector<session_ref> sharers;     ///< of `blank`: other sessions whose histories it changed
  std::optional<idempotent_effect> replay;  ///< of a create or update whose key was used before
  friend bool operator==(const outcome&, const outcome&) = default;
};

}  // namespace parley::storage
