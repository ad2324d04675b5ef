#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/redis/derived.hpp"
#include "storage/redis/rows.hpp"
#include "storage/redis/working_rows.hpp"
#include "storage/relational/tables.hpp"

namespace parley::storage::redis {

/// The rows of a store within a write transaction, which somebody else begins and sends. Methods
/// throw `failure`.
class tables : public relational::tables {
 public:
  explicit tables(working_rows& rows) : rows_(rows) {}

  bool has_session(const session_ref& session) override;
  std::optional<relational::session_row> session_of(std::int64_t key) override;
  std::optional<std::int64_t> log_of(const session_ref& session) override;
  relational::status_and_age status_of(std::int64_t key) override;
  void insert_session(const relational::open_session& session, const domain::session& record,
                      const std::string& text, std::int64_t shared_upto) override;
  void update_session(const relational::open_session& session, const domain::session& record,
                      const std::string& text, const std::string& agents) override;
  void put_turn_counts(const relational::open_session& session) override;
  void list(const session_ref& session, base::timestamp active_at) override;
  void unlist(const session_ref& session, base::timestamp active_at) override;
  segments history_of(std::int64_t log) override;
  void share(const relational::open_session& session, const segment& run) override;
  std::int64_t shared_by_others(std::int64_t log) override;
  std::optional<relational::turn_counts> tally_at(std::int64_t log, std::int64_t seq) override;
  void keep_tally(const relational::open_session& session, std::int64_t seq) override;
  bool has_descendant(const session_ref& session, subtree_guard guard) override;
  std::optional<relational::tree_place> place_of(const session_ref& session) override;
  std::int64_t count_children(const session_ref& parent, std::int64_t most) override;
  bool has_cascade(const session_ref& session) override;

  std::optional<domain::head> newest_of(std::int64_t log) override;
  std::optional<base::timestamp> received_at(std::int64_t log, std::int64_t seq) override;
  std::optional<relational::known_message> message_at(std::int64_t log, std::int64_t seq) override;
  std::optional<relational::known_message> message_of(std::int64_t log,
                                                      const std::string& id) override;
  void insert_message(const relational::open_session& session,
                      const relational::message_place& place, const std::string& message_id,
                      const domain::message& entry, std::string_view agent) override;
  void keep_turn(const relational::open_session& session, const domain::turn& t) override;
  std::optional<domain::turn> turn_of(std::int64_t key, const std::string& turn_id) override;
  summary_state summaries_of(const segments& history) override;
  void keep_summary(const relational::open_session& session, const domain::summary& made) override;

  bool is_erased(const session_ref& session) override;
  std::int64_t count_forks(std::int64_t log) override;
  bool is_orphaned(std::int64_t log) override;
  std::optional<std::string> owner_of(std::int64_t log) override;
  std::int64_t count_rows(std::int64_t log, std::int64_t above, std::int64_t upto) override;
  std::int64_t count_summaries(std::int64_t log, std::int64_t above) override;
  relational::erased_sums erased_sessions(const std::string& tenant,
                                          const std::string& part_of) override;
  relational::erased_sums erased_messages(const std::string& tenant,
                                          const std::string& part_of) override;
  void unshare(std::int64_t log) override;
  void keep_tombstone(const relational::open_session& session, const domain::erasure& receipt,
                      const std::string& part_of) override;
  void remove_session(const relational::open_session& session) override;
  std::vector<relational::message_facts> purge_rows(std::int64_t log, std::int64_t above,
                                                    std::int64_t rows_max) override;
  bool has_rows(std::int64_t log, std::int64_t above) override;
  void purge_summaries(std::int64_t log, std::int64_t above) override;
  void purge_tallies(std::int64_t log, std::int64_t above) override;
  bool has_purge(const session_ref& session) override;
  void set_purged(const session_ref& session, base::timestamp at) override;
  std::optional<relational::message_facts> mark_erased(std::int64_t log, std::int64_t seq) override;
  void remove_text(std::int64_t log, const std::vector<std::int64_t>& seqs) override;
  std::vector<session_ref> sharers_of(std::int64_t log, std::int64_t from) override;
  void remove_copies(const session_ref& session, const std::string& message_id) override;
  void remove_letters(const std::string& tenant, const std::string& user) override;
  void count_erasing(const session_ref& session, std::int64_t log) override;
  std::vector<std::int64_t> logs_sharing(std::int64_t log, std::int64_t from) override;
  std::int64_t spoil_summaries(std::int64_t log, std::int64_t from) override;
  std::optional<domain::erasure> receipt_of(const std::string& tenant, domain::erased_kind kind,
                                            const std::string& subject) override;
  void keep_receipt(const std::string& tenant, const domain::erasure& receipt,
                    const std::string& part_of, std::int64_t upto) override;
  void end_receipt(const std::string& tenant, const domain::erasure& receipt) override;
  void set_receipt_purged(const std::string& tenant, const std::string& subject,
                          base::timestamp at) override;
  std::optional<relational::job_place> person_job(const session_ref& subject) override;
  std::optional<std::string> payload_of(std::int64_t job) override;
  bool has_blank(const session_ref& session, const std::string& receipt) override;

  std::optional<moving_log> moving_of(const session_ref& session) override;
  void keep_moving(const moving_log& m) override;
  void remove_departed(const session_ref& session, std::int64_t log) override;
  void remove_moving(const session_ref& session, std::int64_t log) override;
  bool is_counted(std::int64_t log) override;
  std::optional<base::timestamp> departed_until(const session_ref& session) override;
  relational::unrest unrest_of(const relational::open_session& session) override;
  void release_session(const relational::open_session& session) override;
  void remove_turns(std::int64_t key) override;
  void put_erasings(const session_ref& session, std::int64_t log, std::int64_t count) override;

  std::optional<idempotent_effect> effect_of(const std::string& tenant,
                                             const idempotency& once) override;
  void keep_effect(const std::string& tenant, const idempotency& once,
                   const idempotent_effect& effect) override;
  void insert_job(std::int64_t id, const job& j) override;
  void update_job(const job& j) override;
  void remove_job(std::int64_t id) override;
  void keep_setting(const tenant_setting& what) override;
  void add_counts(const std::string& tenant, const tenant_counts& added) override;
  void add_statistic(std::string_view tenant, std::string_view agent,
                     const relational::statistic_growth& added) override;
  void add_day(std::string_view tenant, std::string_view agent,
               const relational::day_growth& added) override;
  void drop_empty_statistic(std::string_view tenant, std::string_view agent) override;
  void drop_empty_day(std::string_view tenant, std::string_view agent, std::int64_t day) override;
  void put(const relational::counters& before, const relational::counters& now) override;

  /// Those of that time and before, at most so many; how many went.
  std::int64_t forget_effects(base::timestamp until, std::int64_t items_max);

 private:
  template <std::size_t N>
  void add(const std::string& table, const std::string& name, const sums<N>& added);
  /// Rows of sums that have nothing left go.
  template <std::size_t N>
  void drop_zeros(const std::string& table, const std::string& name);
  void place(const std::vector<redis::place>& places, bool there);
  std::vector<session_ref> children_of(const session_ref& session);
  void remove_entry(const relational::open_session& session);
  /// Lets the first of the waiting jobs of a kind and subject be the one that is due.
  void choose_due(const job& j);
  /// The key of the session that departed and left this log; nullopt: none has.
  std::optional<std::int64_t> departed_session(std::int64_t log);
  /// At most so many; 0: all.
  void remove_turns(std::int64_t key, std::int64_t most);
  bool has_turns(std::int64_t key);
  void remove_effect(const std::string& effect_key, const idempotent_effect& effect);
  void remove_summary(std::int64_t log, std::int64_t number, const summary_row& row);
  void forget_row(std::int64_t log, const message_row& row);
  void put(const std::string& tenant, const receipt_row& row);
  void rewrite(std::int64_t log, std::int64_t seq, const message_row& row);

  working_rows& rows_;
};

}  // namespace parley::storage::redis
