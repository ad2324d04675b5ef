#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/domain/tree.hpp"
#include "storage/relational/values.hpp"

namespace parley::storage::relational {

/// What erasing asks and removes. As for `tables`.
class erasing_tables {
 public:
  virtual ~erasing_tables() = default;

  virtual bool is_erased(const session_ref& session) = 0;
  /// Histories that share rows of the log.
  virtual std::int64_t count_forks(std::int64_t log) = 0;
  /// Whether the session of the log is erased.
  virtual bool is_orphaned(std::int64_t log) = 0;
  /// The id of the session that has the log as its own, or had it before it was erased.
  virtual std::optional<std::string> owner_of(std::int64_t log) = 0;
  virtual std::int64_t count_rows(std::int64_t log, std::int64_t above, std::int64_t upto) = 0;
  virtual std::int64_t count_summaries(std::int64_t log, std::int64_t above) = 0;
  /// Of sessions, by their tombstones, and of messages, by their receipts.
  virtual erased_sums erased_sessions(const std::string& tenant, const std::string& part_of) = 0;
  virtual erased_sums erased_messages(const std::string& tenant, const std::string& part_of) = 0;

  /// What the log shares is named no more.
  virtual void unshare(std::int64_t log) = 0;
  virtual void keep_tombstone(const open_session& session, const domain::erasure& receipt,
                              const std::string& part_of) = 0;
  /// The row of the session, its turns, its effects, and its jobs but those of kinds blank and
  /// purge.
  virtual void remove_session(const open_session& session) = 0;

  /// The newest rows of a log above a seq, at most so many: removed, and what they were.
  virtual std::vector<message_facts> purge_rows(std::int64_t log, std::int64_t above,
                                                std::int64_t rows_max) = 0;
  virtual bool has_rows(std::int64_t log, std::int64_t above) = 0;
  virtual void purge_summaries(std::int64_t log, std::int64_t above) = 0;
  virtual void purge_tallies(std::int64_t log, std::int64_t above) = 0;
  virtual bool has_purge(const session_ref& session) = 0;
  virtual void set_purged(const session_ref& session, base::timestamp at) = 0;

  /// Marks a message as erased; what it was, or nullopt when it is not there or was erased before.
  virtual std::optional<message_facts> mark_erased(std::int64_t log, std::int64_t seq) = 0;
  /// What an erased row says beside its place.
  virtual void remove_text(std::int64_t log, const std::vector<std::int64_t>& seqs) = 0;
  /// Sessions that show the rows of a log from that seq on.
  virtual std::vector<session_ref> sharers_of(std::int64_t log, std::int64_t from) = 0;
  /// Waiting reports and dead letters of a message of the session.
  virtual void remove_copies(const session_ref& session, const std::string& message_id) = 0;
  /// Those of a person.
  virtual void remove_letters(const std::string& tenant, const std::string& user) = 0;
  /// Counts that messages of the log were erased.
  virtual void count_erasing(const session_ref& session, std::int64_t log) = 0;
  /// Logs that share rows of it from that seq on.
  virtual std::vector<std::int64_t> logs_sharing(std::int64_t log, std::int64_t from) = 0;
  /// Summaries of a log that reach a seq become stale and lose their text; how many.
  virtual std::int64_t spoil_summaries(std::int64_t log, std::int64_t from) = 0;

  virtual std::optional<domain::erasure> receipt_of(const std::string& tenant,
                                                    domain::erased_kind kind,
                                                    const std::string& subject) = 0;
  /// The job of a person's erasing, whatever its state.
  virtual std::optional<job_place> person_job(const session_ref& subject) = 0;
  /// Over the one that is there; `upto` is the last position that it knows.
  virtual void keep_receipt(const std::string& tenant, const domain::erasure& receipt,
                            const std::string& part_of, std::int64_t upto) = 0;
  /// Counts and time of a person's; its `upto` stays.
  virtual void end_receipt(const std::string& tenant, const domain::erasure& receipt) = 0;
  virtual void set_receipt_purged(const std::string& tenant, const std::string& subject,
                                  base::timestamp at) = 0;

  virtual std::optional<std::string> payload_of(std::int64_t job) = 0;
  /// Whether a job of kind blank of the session waits for that receipt.
  virtual bool has_blank(const session_ref& session, const std::string& receipt) = 0;
};

}  // namespace parley::storage::relational
