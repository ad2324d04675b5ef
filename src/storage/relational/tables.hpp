#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/storage/catalog.hpp"
#include "parley/storage/summaries.hpp"
#include "storage/relational/erasing_tables.hpp"
#include "storage/relational/moving_tables.hpp"
#include "storage/relational/values.hpp"

namespace parley::storage::relational {

/// The rows of sessions, their histories and their trees.
class session_tables {
 public:
  virtual ~session_tables() = default;

  virtual bool has_session(const session_ref& session) = 0;
  virtual std::optional<session_row> session_of(std::int64_t key) = 0;
  virtual std::optional<std::int64_t> log_of(const session_ref& session) = 0;
  virtual status_and_age status_of(std::int64_t key) = 0;

  /// `text` is the record; its counts of turns stand in columns of their own.
  virtual void insert_session(const open_session& session, const domain::session& record,
                              const std::string& text, std::int64_t shared_upto) = 0;
  /// What never changes is not written: address, log, creation and counts of turns.
  virtual void update_session(const open_session& session, const domain::session& record,
                              const std::string& text, const std::string& agents) = 0;
  virtual void put_turn_counts(const open_session& session) = 0;

  /// In the order of last activity.
  virtual void list(const session_ref& session, base::timestamp active_at) = 0;
  virtual void unlist(const session_ref& session, base::timestamp active_at) = 0;

  virtual segments history_of(std::int64_t log) = 0;
  virtual void share(const open_session& session, const segment& run) = 0;
  /// The highest seq of the log that a list of segments names; 0: none does.
  virtual std::int64_t shared_by_others(std::int64_t log) = 0;

  /// The last counts of a log up to a seq.
  virtual std::optional<turn_counts> tally_at(std::int64_t log, std::int64_t seq) = 0;
  /// The counts of the session at a seq, over those that are there.
  virtual void keep_tally(const open_session& session, std::int64_t seq) = 0;

  virtual bool has_descendant(const session_ref& session, subtree_guard guard) = 0;
  virtual std::optional<tree_place> place_of(const session_ref& session) = 0;
  /// Counts no further than `most`.
  virtual std::int64_t count_children(const session_ref& parent, std::int64_t most) = 0;
  virtual bool has_cascade(const session_ref& session) = 0;
};

/// The rows of messages, turns and summaries.
class message_tables {
 public:
  virtual ~message_tables() = default;

  /// The newest row of a log.
  virtual std::optional<domain::head> newest_of(std::int64_t log) = 0;
  virtual std::optional<base::timestamp> received_at(std::int64_t log, std::int64_t seq) = 0;
  virtual std::optional<known_message> message_at(std::int64_t log, std::int64_t seq) = 0;
  /// Of an id that a client gave.
  virtual std::optional<known_message> message_of(std::int64_t log, const std::string& id) = 0;
  virtual void insert_message(const open_session& session, const message_place& place,
                              const std::string& message_id, const domain::message& entry,
                              std::string_view agent) = 0;

  /// Over the row of that ordinal.
  virtual void keep_turn(const open_session& session, const domain::turn& t) = 0;
  virtual std::optional<domain::turn> turn_of(std::int64_t key, const std::string& turn_id) = 0;

  virtual summary_state summaries_of(const segments& history) = 0;
  virtual void keep_summary(const open_session& session, const domain::summary& made) = 0;
};

/// The rows that a transaction looks up and writes; no decisions. What was written is seen by every
/// look-up after it. Methods throw the driver's exceptions.
class tables : public session_tables,
               public message_tables,
               public erasing_tables,
               public moving_tables {
 public:
  virtual std::optional<idempotent_effect> effect_of(const std::string& tenant,
                                                     const idempotency& once) = 0;
  virtual void keep_effect(const std::string& tenant, const idempotency& once,
                           const idempotent_effect& effect) = 0;

  virtual void insert_job(std::int64_t id, const job& j) = 0;
  virtual void update_job(const job& j) = 0;
  virtual void remove_job(std::int64_t id) = 0;

  /// An empty value removes it.
  virtual void keep_setting(const tenant_setting& what) = 0;

  // Once at the end.
  virtual void add_counts(const std::string& tenant, const tenant_counts& added) = 0;
  virtual void add_statistic(std::string_view tenant, std::string_view agent,
                             const statistic_growth& added) = 0;
  virtual void add_day(std::string_view tenant, std::string_view agent,
                       const day_growth& added) = 0;
  /// Rows that may have nothing left go when they do.
  virtual void drop_empty_statistic(std::string_view tenant, std::string_view agent) = 0;
  virtual void drop_empty_day(std::string_view tenant, std::string_view agent,
                              std::int64_t day) = 0;
  virtual void put(const counters& before, const counters& now) = 0;
};

}  // namespace parley::storage::relational
