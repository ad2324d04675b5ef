#pragma once

#include <caf/stateful_actor.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/storage/move_steps.hpp"
#include "parley/storage/tiered.hpp"

namespace parley::actors {

/// Whom the mover talks to.
struct mover_peers {
  protocol::supervisor_actor supervisor;
  protocol::writer_actor writer;  ///< of the hot store
  protocol::clock_actor clock;
  protocol::indexer_actor indexer;  ///< none: there is no index
};

/// A session on its way from one store into the other.
struct copy_run {
  storage::session_ref session;
  storage::moving_session moving{};
  storage::absent_rows absent{};
  std::optional<storage::history_walk> walk{};  ///< while its rows are copied
  storage::staged_rows there{};
  bool staged = false;     ///< something may be there
  std::int64_t bytes = 0;  ///< that were copied, about

  /// Reads what the store says of it; its rows are read from then on.
  base::result<void> load(storage::log_reader& from, storage::stored_session found,
                          storage::move_page_limits limits);
  /// Whether the rows that were staged are those that were read; internal when they are not.
  base::result<void> verify(storage::log_reader& to, storage::move_page_limits limits) const;
  /// Whether the session is as it was when it was read, what may change without a trace included;
  /// conflict when it is not.
  base::result<void> unchanged(storage::log_reader& from, const storage::stored_session& now,
                               storage::move_page_limits limits) const;
};

/// A session of a batch. `why` set: it stays where it is.
struct departure {
  copy_run run;
  std::optional<base::status> why{};
  bool held = false;
  bool arrived = false;
  bool moved = false;
};

/// Sessions that are moved into the archive together: a commit there takes all of them.
struct move_batch {
  std::vector<departure> sessions;
  reply<protocol::move_reply> to;
  std::size_t next = 0;     ///< whose rows are copied, or compared
  std::size_t answers = 0;  ///< that are waited for
};
using batch_ptr = std::shared_ptr<move_batch>;

/// A session on its way back.
struct recall_run {
  copy_run run;
  bool marked = false;
  bool below_parent = true;  ///< false: that one is in neither store
  int attempts = 0;
  std::vector<reply<protocol::done>> waiting;
};
using recall_ptr = std::shared_ptr<recall_run>;

/// Moves sessions between the stores, with blocking reads and archive commits on its own thread.
/// What a crash leaves of its work the next start brings to an end, see tiered_store::open_writer.
struct mover_state {
  static inline const char* name = "parley.mover";
  using actor = protocol::mover_actor;

  explicit mover_state(actor::stateful_pointer<mover_state> ptr) : self(ptr) {}

  actor::stateful_pointer<mover_state> self;
  environment_ptr env;
  mover_peers peers;
  storage::tier_access tiers;

  std::deque<batch_ptr> batches;  ///< the first is under way
  std::map<storage::session_ref, recall_ptr> recalls;
  std::deque<std::function<void()>> goes_on;  ///< what is done piece by piece, one each tick
  /// Sessions of which rows wait in the archive to be removed, once for each log, or more often.
  std::multiset<storage::session_ref> departed;
  bool remembered = false;           ///< `departed` has what there was at the start
  std::int64_t remembered_upto = 0;  ///< else, logs up to this
  std::set<std::int64_t> purging;    ///< jobs of the archive that are under way
  /// Of which nobody knows whether they have left the hot store.
  std::set<storage::session_ref> unsettled;
  std::set<storage::session_ref> settling;  ///< of which that is being found out
  std::optional<std::chrono::microseconds> next_tick;

  // mover.cpp
  base::result<protocol::migration_page> walk(protocol::migration_walk from,
                                              std::int64_t items_max);
  void later(std::function<void()> step);
  void ticked();
  void arm(std::chrono::microseconds in);
  storage::move_page_limits page_limits() const;
  std::uint64_t archive_epoch() const { return tiers.archive_writer->epoch(); }
  storage::outcome into_archive(const storage::submission& what);
  using then_written = std::function<void(storage::outcome)>;
  void into_hot(storage::submission what, then_written then);

  // mover_batch.cpp: into the archive
  void begin(const batch_ptr& batch);
  base::result<void> load(departure& d);
  bool stays_same(departure& d);
  void copy(const batch_ptr& batch);
  bool is_here(const copy_run& run) const;
  bool is_leaving(const storage::session_ref& ref) const;
  void verify(const batch_ptr& batch);
  void hold(const batch_ptr& batch);
  void arrive(const batch_ptr& batch);
  void depart(const batch_ptr& batch);
  void left(departure& d, const storage::outcome& o);
  void end(const batch_ptr& batch);

  // mover_recall.cpp: and back
  void recall(const storage::session_ref& ref, reply<protocol::done> to);
  void begin(const recall_ptr& back);
  void copy(const recall_ptr& back);
  void arrive(const recall_ptr& back);
  void arrived(const recall_ptr& back, const storage::outcome& o);
  /// Goes on when nobody reads the archive's rows any more as those of the session.
  void show_hot(const storage::session_ref& ref, std::function<void()> then);
  void give_up(const recall_ptr& back, const base::status& why);
  void end(const recall_ptr& back);

  // mover_purge.cpp: rows of the archive that nobody reaches any more
  void remember_departed();
  void purge_due();
  base::result<std::optional<storage::job>> purge_of(const storage::session_ref& ref);
  void purged(const storage::session_ref& ref);
  void clean(const storage::session_ref& ref, reply<protocol::done> to);
  void purge(const storage::job& job, std::function<void(base::result<void>)> then);
  base::result<void> purge_rows(const storage::job& job, const storage::purge_target& target);
  void settle_soon(const storage::session_ref& ref);
  void settle(const storage::session_ref& ref);
  void settled(const storage::session_ref& ref, bool done);
  bool forget_in_archive(const storage::session_ref& ref);
  bool unmark_in_archive(const storage::session_ref& ref);
  bool leave_archive(const storage::session_ref& ref);
  void settle_due();
};

/// `tiers` is moved from; it lives and dies on the mover's thread.
protocol::mover_actor::behavior_type mover(
    protocol::mover_actor::stateful_pointer<mover_state> self, environment_ptr env,
    mover_peers peers, std::shared_ptr<storage::tier_access> tiers);

/// What a failed store's answer is to who waits.
base::status unknown_move(const storage::session_ref& ref);

}  // namespace parley::actors
