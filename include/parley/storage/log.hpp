#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/storage/submission.hpp"
#include "parley/storage/summaries.hpp"

namespace parley::storage {

/// The write side of the `log` facet. One per store and process, used by one thread.
class log_writer {
 public:
  virtual ~log_writer() = default;

  /// Writes the batch as one durable commit and returns one outcome per submission, in order.
  /// Synced before it returns. Each submission is checked in this order: fence (another epoch is
  /// `unavailable` with the field `epoch`, by which callers know it), existence or head and
  /// revision, Idempotency-Keys, a fork's origin, known ids, preconditions; then inserted. What
  /// fails a check is rejected alone. When the store itself fails on the batch, it is rolled back
  /// and each submission runs alone once; one that fails again is rejected as poison. After a
  /// failed sync every outcome is `unknown`, and the writer closes, reopens and recovers before the
  /// next batch; while that fails, batches are rejected with `unavailable`.
  /// Never retries a sync.
  virtual std::vector<outcome> commit(std::span<const submission> batch) = 0;

  /// The epoch under which this process owns the store.
  virtual std::uint64_t epoch() const = 0;

  /// Housekeeping between commits when there is nothing else to do (checkpoints).
  virtual void idle() {}
};

/// What activation needs.
struct stored_session {
  std::int64_t key = 0;
  std::int64_t log = 0;
  domain::session record;
  domain::head head;
  std::vector<domain::turn> open_turns;  ///< queued and running ones, by ordinal
  std::int64_t next_turn = 1;            ///< ordinal of the next one
  std::optional<job> cascade;            ///< that it is the subject of, waiting or dead
};

/// A session that must come alive although nobody asks for it: its turns end by themselves.
struct turn_holder {
  std::int64_t key = 0;
  session_ref session;
  friend bool operator==(const turn_holder&, const turn_holder&) = default;
};

/// Of one session, what somebody sent: messages, and questions that wait or were cancelled while
/// they waited, which are in no history.
struct sent_messages {
  session_ref session;
  std::vector<std::int64_t> seqs;
  std::vector<std::string> turns{};
  friend bool operator==(const sent_messages&, const sent_messages&) = default;
};

/// The receipt of a person, and up to where what that one sent was erased.
struct person_receipt {
  domain::erasure receipt;  ///< `invisible_at` is the epoch while it is not done
  std::int64_t upto = 0;    ///< an `after` of `sent_by`
  friend bool operator==(const person_receipt&, const person_receipt&) = default;
};

struct sent_page {
  std::vector<sent_messages> items;
  std::optional<std::int64_t> next;  ///< absent: that was the last slice
  friend bool operator==(const sent_page&, const sent_page&) = default;
};

/// Neither `after` nor `before`: the newest page. Both bounds are exclusive.
struct page_request {
  std::optional<std::int64_t> after;
  std::optional<std::int64_t> before;
  std::int64_t upto = 0;  ///< nothing above this seq is looked at (the snapshot)
  std::int64_t items_max = 50;
  std::int64_t bytes_max = 8388608;  ///< stops before exceeding it, but gives at least one
  friend bool operator==(const page_request&, const page_request&) = default;
};

/// The read side of the `log` facet. Each reader is used by one thread and sees committed data
/// only.
class log_reader {
 public:
  virtual ~log_reader() = default;

  /// nullopt: there is no such session (which is no error).
  virtual base::result<std::optional<stored_session>> load(const session_ref& ref) = 0;

  /// Ascending seq, whatever the direction.
  virtual base::result<std::vector<domain::message>> page(std::int64_t log,
                                                          const page_request& request) = 0;

  /// By digits-only seq or by id; nullopt when there is none.
  virtual base::result<std::optional<domain::message>> find_seq(std::int64_t log,
                                                                std::int64_t seq) = 0;
  virtual base::result<std::optional<domain::message>> find_id(std::int64_t log,
                                                               const std::string& message_id) = 0;

  /// The highest seq up to which two histories are the same: shared, or from there on equal in
  /// their bodies' digests. Both are read up to their heads, no bodies among it. too_large when
  /// they agree in more than limits.compare_messages messages that they do not share.
  virtual base::result<std::int64_t> common(std::int64_t left_log, std::int64_t right_log) = 0;

  /// Turns of the session of that key, which may be on its way here, by ordinal, those above
  /// `after`.
  virtual base::result<std::vector<domain::turn>> turns(std::int64_t key, std::int64_t after,
                                                        std::int64_t items_max) = 0;

  /// Sessions that have a turn which has not ended, by key, those above `after`.
  virtual base::result<std::vector<turn_holder>> turn_holders(std::int64_t after,
                                                              std::int64_t items_max) = 0;

  /// By its id, or by the message id of its question; nullopt when there is none.
  virtual base::result<std::optional<domain::turn>> find_turn(std::int64_t key,
                                                              const std::string& turn_id) = 0;
  virtual base::result<std::optional<domain::turn>> find_turn_of(
      std::int64_t key, const std::string& question_id) = 0;

  /// The receipt of an erased session, with what was erased as part of it; nullopt when it was not.
  virtual base::result<std::optional<domain::erasure>> find_erasure(const session_ref& ref) = 0;

  /// The receipt of an erased message, by the session and seq that were named, or of a person;
  /// nullopt when there is none.
  virtual base::result<std::optional<domain::erasure>> find_blanked(const session_ref& session,
                                                                    std::int64_t seq) = 0;
  virtual base::result<std::optional<person_receipt>> find_person(const std::string& tenant,
                                                                  const std::string& user) = 0;

  /// Messages of a tenant that a participant of that id sent and that are not erased, in the order
  /// of commits: a slice of `rows_max` rows behind `after`, whoever wrote them. Only what some
  /// session still shows. `after` is 0, the `next` of a slice or a `person_receipt::upto`; what
  /// else it says is the driver's.
  virtual base::result<sent_page> sent_by(const std::string& tenant, const std::string& sender,
                                          std::int64_t after, std::int64_t rows_max) = 0;

  /// The turns of a tenant whose questions a participant of that id asked and which are in no
  /// history: up to so many, those of a session together.
  virtual base::result<std::vector<sent_messages>> asked_by(const std::string& tenant,
                                                            const std::string& asker,
                                                            std::int64_t items_max) = 0;

  /// The summaries of a history: how it stands, those behind the first `skip` in the order in which
  /// they were made (inherited ones first), one by its id.
  virtual base::result<summary_state> summary_state_of(std::int64_t log) = 0;
  virtual base::result<std::vector<domain::summary>> summaries(std::int64_t log, std::int64_t skip,
                                                               std::int64_t items_max) = 0;
  virtual base::result<std::optional<domain::summary>> find_summary(std::int64_t log,
                                                                    const std::string& id) = 0;

  /// Code points of the contents of a history's messages behind a seq; it stops counting when they
  /// are more than `most`.
  virtual base::result<std::int64_t> characters(std::int64_t log, std::int64_t after,
                                                std::int64_t most) = 0;

  /// Rows of a log as another store takes them over, ascending, those above `after`: at most so
  /// many, and no more bytes, but at least one. Only of the log itself, nothing that it shares.
  virtual base::result<std::vector<moved_message>> rows_to_move(std::int64_t log,
                                                                std::int64_t after,
                                                                std::int64_t items_max,
                                                                std::int64_t bytes_max) = 0;
  /// How the counts of turns grew in a log, by seq, those above `after` (-1: all).
  virtual base::result<std::vector<turn_tally>> tallies(std::int64_t log, std::int64_t after,
                                                        std::int64_t items_max) = 0;

  /// What has to do with moves, by log, those above `after`.
  virtual base::result<std::vector<moving_log>> moving(std::int64_t after,
                                                       std::int64_t items_max) = 0;

  /// What was done under an Idempotency-Key; nullopt when nothing was, or too long ago.
  virtual base::result<std::optional<idempotent_effect>> find_effect(const std::string& tenant,
                                                                     const std::string& key,
                                                                     const std::string& route) = 0;
};

}  // namespace parley::storage
