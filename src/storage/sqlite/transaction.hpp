#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "parley/storage/catalog.hpp"
#include "parley/storage/submission.hpp"
#include "storage/segments.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/statistics_changes.hpp"
#include "storage/sqlite/write_statements.hpp"

namespace parley::storage::sqlite {

/// What a message row that was found says about the entry that is compared with it.
struct known_message {
  appended entry;
  base::digest body_digest{};
  bool erased = false;
};

/// Counts of turns and rounds.
struct turn_counts {
  std::int64_t turns = 0;
  std::int64_t rounds = 0;
};

/// A history that a new one may share.
struct fork_source {
  segments history;
  domain::head head;
};

/// A session as this transaction sees it, its own writes included.
struct open_session {
  std::int64_t key = 0;
  std::int64_t log = 0;
  std::int64_t revision = 0;
  std::int64_t turn_count = 0;
  std::int64_t round = 0;
  domain::head head;
  base::timestamp touched_at{};
  std::optional<base::timestamp> listed_at;  ///< its place in the order of last activity
  segments history;                      ///< what it shares, and its own log
  const session_ref* address = nullptr;  ///< of the submission that opened it
  std::string agents{};                  ///< see agents_text
  std::int64_t counted_length = 0;       ///< messages that the statistics have
  base::timestamp counted_upto{};        ///< the last activity that they have
};

/// What a session's place in its tree depends on.
struct tree_place {
  domain::session_status status = domain::session_status::active;
  std::optional<std::string> parent;
};

/// One write transaction: look-ups and writes, no decisions. Rolls back unless committed. Every
/// method throws `failure`. Submissions must outlive it.
class transaction {
 public:
  transaction(connection& c, write_statements& s, const options& opts);
  ~transaction();
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;

  std::uint64_t epoch() const { return static_cast<std::uint64_t>(epoch_); }
  base::timestamp now() const { return now_; }
  const base::limits& limits() const { return limits_; }

  /// Raises the epoch and gives the new one.
  std::uint64_t raise_epoch();

  bool exists(const session_ref& session);

  /// nullptr when that key, address and log are not one session.
  open_session* open(const submission& s);
  open_session& create(const submission& s, const domain::session& record);

  /// The history of the session, its writes in this transaction included; nullopt: none such.
  std::optional<fork_source> find_history(const session_ref& session);

  /// How the counts stood when the history's head was that seq.
  turn_counts counts_at(const segments& history, std::int64_t seq);

  /// Lets a session that was just created begin with `shared`.
  void share(open_session& session, std::vector<segment> shared);

  /// The highest seq of the log that other histories hold; 0 when none names it. What lies above
  /// belongs to its own session alone and may be erased with it.
  std::int64_t shared_by_others(std::int64_t log);

  void update(open_session& session, const domain::session& record);

  std::optional<known_message> find_message(const open_session& session, const std::string& id);

  /// Writes the entry behind the newest one.
  void append(open_session& session, const std::string& message_id, const domain::message& entry);

  /// Why it does not fit, or nothing.
  std::optional<base::status> keep_summary(const open_session& session, const summary_order& order);

  /// Writes a turn's row, over the one that is there.
  void keep(const open_session& session, const domain::turn& t);

  /// Whether the guard finds somebody below the session.
  bool has_descendant(const session_ref& session, subtree_guard guard);
  std::optional<tree_place> find_place(const std::string& tenant, const std::string& id);
  /// Counts no further than `most`.
  std::int64_t count_children(const std::string& tenant, const std::string& id, std::int64_t most);
  bool has_cascade(const std::string& tenant, const std::string& id);

  bool is_erased(const std::string& tenant, const std::string& id);
  /// See storage::erase_order; the session is not open any more.
  domain::erasure erase(const open_session& session, const erase_order& order);
  /// A step of it; whether there is more.
  bool purge(const purge_order& order);

  /// See storage::blank_order; the receipt of what was erased before, when it was.
  domain::erasure blank(const open_session& session, const blank_order& order,
                        std::vector<session_ref>& sharers);
  void take(const receipt_order& order);

  void set(const tenant_setting& what);

  /// The id that it got.
  std::int64_t add(const job& j);
  void put(const job& j);
  void remove_job(std::int64_t id);

  /// Adds to the counts of the session.
  void count(open_session& session, std::int64_t turns, std::int64_t rounds);

  std::optional<idempotent_effect> find_effect(const std::string& tenant, const idempotency& once);
  void keep_effect(const std::string& tenant, const idempotency& once,
                   const idempotent_effect& effect);

  /// Writes what is counted once per commit. Separate from `commit` since an error here means that
  /// nothing is written, while one of `commit` may mean that nobody knows.
  void finish();
  void commit();

 private:
  /// Sessions that show the rows of a log from that seq on.
  std::vector<session_ref> sharers_of(const session_ref& session, std::int64_t log,
                                      std::int64_t from);
  std::optional<domain::erasure> find_receipt(const std::string& tenant, domain::erased_kind kind,
                                              const std::string& subject);
  void keep_receipt(const std::string& tenant, const domain::erasure& e,
                    const std::string& part_of);
  /// False when there is no such row, or it is erased.
  bool mark_erased(const std::string& tenant, std::int64_t log, std::int64_t seq);
  std::int64_t summaries_above(std::int64_t log, std::int64_t seq);
  /// Those that cover an erased row become stale; how many.
  std::int64_t spoil_summaries(std::int64_t log, std::int64_t seq);
  /// Waiting reports and dead letters of a message.
  void erase_copies_of(const session_ref& session, std::int64_t log, std::int64_t seq);
  /// Whether there was one of them.
  bool forget_questions(const open_session& session, const std::vector<std::string>& turns);
  void resume_person(const receipt_order& order);
  void set_receipt_purged(const std::string& tenant, const std::string& subject);
  void remove_text(const purge_order& order);
  void finish_blanking(const purge_order& order);
  void finish_purging(const purge_order& order);
  /// Whether it changed a row.
  bool run_one(statement& s);
  bool is_orphaned(std::int64_t log);
  void unlist(const open_session& session);
  void list_by_activity(open_session& session);
  counted_session counted(const open_session& session);
  void count_growth(open_session& session);
  std::int64_t count_rows(std::int64_t log, std::int64_t above, std::int64_t upto);
  void read_meta();
  void roll_back() noexcept;
  domain::head head_of(const segments& history);
  void keep_tally(const open_session& session, std::int64_t seq);
  void set_meta(std::string_view name, std::int64_t value);
  segments history_of(std::int64_t log) { return read_segments(sql_.shared, log); }
  std::int64_t take(std::int64_t& counter) { return counter++; }

  connection& connection_;
  write_statements& sql_;
  const base::limits& limits_;
  base::timestamp now_;
  std::int64_t epoch_ = 0;
  std::int64_t next_session_ = 0;
  std::int64_t next_log_ = 0;
  std::int64_t next_position_ = 0;
  std::int64_t next_job_ = 0;
  std::int64_t first_session_ = 0;
  std::int64_t first_job_ = 0;
  std::int64_t first_position_ = 0;
  std::unordered_map<std::int64_t, open_session> sessions_;
  std::unordered_map<std::string_view, tenant_counts> added_;
  statistics_changes statistics_;
};

}  // namespace parley::storage::sqlite
