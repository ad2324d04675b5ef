#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "parley/domain/turn.hpp"

namespace parley::domain {

/// What a step of the turns wants written, as one unit. Nothing of it is true before it is stored.
struct turn_step {
  std::vector<message> entries;  ///< to be appended, in this order
  std::vector<turn> rows;        ///< as they are stored, by ordinal
  std::int64_t completed = 0;    ///< turns that count
  bool empty() const { return rows.empty(); }
};

/// How a running or queued turn ends.
struct turn_ending {
  turn_state state = turn_state::complete;  ///< complete, cancelled or failed
  std::optional<std::string> content;       ///< the final text; absent: the draft's
  json_text tool_calls;
  std::string reason;
};

/// The open turns of one session: at most one runs, the others wait in the order of arrival.
/// Decides and says what to write (`begin`, `end`, ...); `committed` takes over what was written.
/// Only a draft's chunks change at once: they are stored now and then, see `unsaved`.
class turn_desk {
 public:
  turn_desk() = default;

  /// From the store: the open turns, and the ordinal that comes next. A draft that grew here since
  /// its row was written stays as it is.
  void load(std::vector<turn> open, std::int64_t next_ordinal);

  const std::vector<turn>& open() const { return open_; }
  const turn* running() const;
  std::int64_t next_ordinal() const { return next_ordinal_; }

  /// The open turn of that id or with that question; nullptr when there is none.
  const turn* find(const std::string& turn_id) const;
  const turn* find_question(const std::string& message_id) const;
  /// The one that will write a message of that id: its answer, or its question when it waits.
  const turn* find_coming(const std::string& message_id) const;
  /// Of an open turn, or of one that a step has just made.
  turn_view view(const turn& t) const;

  /// `fresh` has its id, question and answer id. It runs when none does, else by `mode`: it waits
  /// (overloaded above `waiting_max`), is refused with turn_running, or the running one is cancelled.
  base::result<turn_step> begin(turn fresh, when_busy mode, base::timestamp now,
                                base::timestamp lease_until, std::int64_t waiting_max) const;

  /// A turn whose answer is there already: both enter the history at once, also beside a turn that
  /// runs, unless `mode` refuses that or cancels it.
  base::result<turn_step> record(turn whole, message answer, when_busy mode,
                                 base::timestamp now) const;

  /// Ends an open turn. not_found when no such turn is open; a queued one can only be cancelled
  /// (conflict).
  base::result<turn_step> end(const std::string& turn_id, const turn_ending& how,
                              base::timestamp now) const;

  /// Starts the one that waited longest; an empty step when one runs or none waits.
  turn_step start(base::timestamp now, base::timestamp lease_until) const;

  /// Fails the running turn when its lease is over; else an empty step.
  turn_step expire(base::timestamp now) const;

  /// Fails the running turn: the process that had the rest of its draft is gone.
  turn_step fail_running(const std::string& reason, base::timestamp now) const;

  /// Cancels everything: the session closes.
  turn_step close(base::timestamp now) const;

  /// Adds chunks `first`, `first + 1`, ... to the running turn's draft and renews its lease. Chunks
  /// that are there with equal text are skipped; conflict (field `index`) names the expected index.
  base::result<void> add_chunks(const std::string& turn_id, std::int64_t first,
                                const std::vector<std::string>& texts, base::timestamp now,
                                base::timestamp lease_until, std::int64_t text_bytes_max);

  /// The wall clock was set: the running turn's lease goes on for as long as it would have, and
  /// for no longer than `lease` from `now`.
  void follow(std::chrono::microseconds by, base::timestamp now, std::chrono::microseconds lease);

  /// Bytes of the draft that no row has yet.
  std::int64_t unsaved() const;

  /// The running turn's row with its draft as it is now; empty when the store has it so.
  turn_step save() const;

  /// The same, marked: whoever of this process loads it may go on with it.
  turn_step park(const std::string& process) const;

  void committed(const turn_step& step);

  /// What was erased in the store: queued turns are gone, and of the running one's question only
  /// its place is left when it is one of those messages.
  void forget(const std::vector<std::string>& turn_ids);
  void blank(const std::vector<std::int64_t>& seqs);

  /// All of it, field by field, for what packs and unpacks it.
  template <class Inspector>
  friend auto inspect(Inspector& f, turn_desk& x) {
    return f(x.open_, x.next_ordinal_, x.saved_, x.saved_bytes_);
  }
  friend bool operator==(const turn_desk&, const turn_desk&) = default;

 private:
  base::result<void> check_free(when_busy mode) const;
  void finish(turn_step& step, const turn& t, const turn_ending& how, base::timestamp now) const;
  void start_next(turn_step& step, base::timestamp now, base::timestamp lease_until) const;

  std::vector<turn> open_;  ///< by ordinal
  std::int64_t next_ordinal_ = 1;
  std::int64_t saved_ = 0;  ///< chunks of the running draft that a row has
  std::int64_t saved_bytes_ = 0;
};

}  // namespace parley::domain
