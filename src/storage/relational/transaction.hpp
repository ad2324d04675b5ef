#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/storage/catalog.hpp"
#include "parley/storage/submission.hpp"
#include "storage/relational/statistics_changes.hpp"
#include "storage/relational/tables.hpp"
#include "storage/relational/values.hpp"

namespace parley::storage::relational {

/// What one write transaction does to a store of tables: each change with all that goes along with
/// it (counts, statistics, orders, tallies). The driver begins and ends it. Throws what the tables
/// throw, and std::runtime_error for a record that does not fit its session. Submissions must
/// outlive it.
class transaction {
 public:
  transaction(tables& rows, const counters& start, base::timestamp now, const base::limits& limits)
      : rows_(rows), limits_(limits), now_(now), first_(start), next_(start) {}
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;

  std::uint64_t epoch() const { return static_cast<std::uint64_t>(next_.epoch); }
  base::timestamp now() const { return now_; }
  const base::limits& limits() const { return limits_; }
  /// What is there, when nothing goes along with it.
  tables& rows() { return rows_; }

  /// nullptr when that key, address and log are not one session.
  open_session* open(const submission& s);
  open_session& create(const submission& s, const domain::session& record);
  void update(open_session& session, const domain::session& record);

  /// The history of the session, its writes in this transaction included; nullopt: none such.
  std::optional<fork_source> find_history(const session_ref& session);

  /// How the counts stood when the history's head was that seq.
  turn_counts counts_at(const segments& history, std::int64_t seq);

  /// Lets a session that was just created begin with `shared`.
  void share(open_session& session, std::vector<segment> shared);

  std::optional<known_message> find_message(const open_session& session, const std::string& id);

  /// Writes the entry behind the newest one.
  void append(open_session& session, const std::string& message_id, const domain::message& entry);

  /// Adds to the counts of the session.
  void count(open_session& session, std::int64_t turns, std::int64_t rounds);

  /// Why it does not fit, or nothing.
  std::optional<base::status> keep_summary(const open_session& session, const summary_order& order);

  /// What was done under a key, unless that is too long ago.
  std::optional<idempotent_effect> find_effect(const std::string& tenant, const idempotency& once);

  /// The id that it got.
  std::int64_t add(const job& j);

  /// See storage::erase_order; the session is not open any more.
  domain::erasure erase(const open_session& session, const erase_order& order);
  /// A step of it; whether there is more.
  bool purge(const purge_order& order);
  /// See storage::blank_order; the receipt of what was erased before, when it was.
  domain::erasure blank(const open_session& session, const blank_order& order,
                        std::vector<session_ref>& sharers);
  void take(const receipt_order& order);

  /// A step of a session's way between two stores (storage::move_order): why it is refused.
  std::optional<base::status> move(const submission& s, outcome& o);

  /// Writes what is counted once per commit.
  void finish();

 private:
  /// Erased rows of the session's history, by their logs.
  struct erased_rows;
  erased_rows erase_messages(const open_session& session, const std::vector<std::int64_t>& seqs);
  std::int64_t spoil_summaries(const session_ref& session, std::int64_t log, std::int64_t seq);
  /// Whether there was one of them.
  bool forget_questions(const open_session& session, const std::vector<std::string>& turns);
  void resume_person(const receipt_order& order);
  void finish_blanking(const purge_order& order);
  void finish_purging(const purge_order& order);
  std::optional<base::status> stage(const submission& s, outcome& o);
  std::optional<base::status> arrive(const submission& s, outcome& o);
  std::optional<base::status> mark(const submission& s);
  std::optional<base::status> depart(const submission& s);
  void unmark(const session_ref& session);
  void forget(const session_ref& session);
  std::optional<base::status> not_at_rest(const open_session& session);
  domain::head head_of(const segments& history);
  counted_session counted(const open_session& session);
  void count_growth(open_session& session);
  void list_by_activity(open_session& session);

  tables& rows_;
  const base::limits& limits_;
  base::timestamp now_;
  counters first_;
  counters next_;
  std::unordered_map<std::int64_t, open_session> sessions_;
  std::unordered_map<std::string_view, tenant_counts> added_;
  statistics_changes statistics_;
};

/// The session, or one above it, that is on its way to be closed, archived or erased with all
/// below.
std::optional<std::string> leaving_tree(transaction& tx, const session_ref& session);

/// Why `child` has no place below its parent; see submission::children_max.
std::optional<base::status> no_place(transaction& tx, const domain::session& child,
                                     std::int64_t children_max);

}  // namespace parley::storage::relational
