#pragma once

#include <caf/stateful_actor.hpp>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "parley/domain/retry.hpp"
#include "parley/domain/tree.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/telemetry/meters.hpp"

namespace parley::actors {

/// Whom the courier talks to.
struct courier_peers {
  protocol::supervisor_actor supervisor;
  protocol::writer_actor writer;
  protocol::reader_actor reader;
  protocol::clock_actor clock;
  protocol::indexer_actor indexer;  ///< none: there is no index
  protocol::mover_actor mover{};    ///< none: there is no archive
};

/// One cascade under way: the sessions below its root, each done when all below it are.
struct cascade_run {
  storage::job job;
  domain::cascade what;
  protocol::session_tree tree;
  std::vector<std::int64_t> open;  ///< of each session: those right below it that are not done
  std::deque<std::size_t> ready;   ///< with nothing below that is not done
  std::size_t in_flight = 0;
  std::optional<base::status> failed;
};
using cascade_ptr = std::shared_ptr<cascade_run>;

/// The erasing of one user under way.
struct person_run {
  /// A session that stays although one above it goes.
  struct move {
    std::string session_id;
    domain::place_change place;
  };
  storage::job job;
  std::string user;
  std::vector<move> moves;     ///< before the session that is to go
  storage::sent_page sent;     ///< what is left of a slice
  storage::sent_messages asked;  ///< the questions that were taken out last
  bool skipped = false;          ///< a session of the slice was being erased, or had been
  /// Who asked before it began: what was there then is gone when it ends.
  std::vector<std::shared_ptr<reply<domain::erasure>>> waiting;
};
using person_ptr = std::shared_ptr<person_run>;

/// Works off the jobs of the store: at least once, in order per subject, several at a time. A job
/// is removed when it is done; until then a restart begins it again.
struct courier_state {
  static inline const char* name = "parley.courier";
  using actor = protocol::courier_actor;

  explicit courier_state(actor::stateful_pointer<courier_state> ptr) : self(ptr) {}

  actor::stateful_pointer<courier_state> self;
  environment_ptr env;
  courier_peers peers;

  std::deque<storage::job> ready;  ///< read, not begun
  std::set<std::int64_t> known;    ///< ids of those that are ready or under way
  bool looking = false;
  bool look_again = false;
  std::int64_t store_failures = 0;  ///< in a row
  std::chrono::microseconds paused_until{0};
  std::optional<std::chrono::microseconds> next_tick;
  /// Who waits for an erasing of a user that begins later, by tenant and user.
  std::map<std::pair<std::string, std::string>, std::vector<std::shared_ptr<reply<domain::erasure>>>>
      persons;

  // courier.cpp
  void look();
  void found(storage::due_jobs due);
  void begin_ready();
  void begin(const storage::job& job);
  void retry(const storage::job& job);
  void deliver(const storage::job& job);
  void over(const storage::job& job);
  void failed(storage::job job, const base::status& why, domain::retry_verdict verdict);
  /// `how` is counted for the job when the changes are written.
  void change(storage::job_changes changes, const storage::job& job, telemetry::job_end how);
  void ended(const storage::job& job, telemetry::job_end how);
  void let_go(std::int64_t id);
  void pause();
  void arm(std::chrono::microseconds in);
  void settle_letter(const protocol::caller& who, protocol::letter_command command,
                     reply<storage::job> to);

  // courier_erase.cpp
  void purge(const storage::job& job);
  void purge_rows(const storage::job& job, const storage::purge_order& order);
  void finish_purge(const storage::job& job, storage::purge_order order);

  // courier_person.cpp
  using waiting_person = std::shared_ptr<reply<domain::erasure>>;
  void ask_person(const protocol::caller& who, const std::string& user, reply<domain::erasure> to);
  void sent_since(const protocol::caller& who, const std::string& user, waiting_person waits,
                  storage::person_receipt known);
  void begin_person(const protocol::caller& who, const std::string& user, waiting_person waits);
  void person(const storage::job& job);
  void next_owned(const person_ptr& run);
  void part_from_others(const person_ptr& run, const std::string& session_id);
  void next_move(const person_ptr& run, const storage::session_ref& owned);
  void erase_owned(const person_ptr& run, const storage::session_ref& owned);
  void next_sent(const person_ptr& run, std::int64_t after);
  void forget_asked(const person_ptr& run, std::vector<storage::sent_messages> asked,
                    std::int64_t after);
  void blank_sent(const person_ptr& run);
  void end_person(const person_ptr& run);
  void tell_waiting(const person_ptr& run);
  void begin_again(const person_ptr& run);
  void come_back(const person_ptr& run);
  void stop(const person_ptr& run, const base::status& why);

  // courier_cascade.cpp
  void cascade(const storage::job& job);
  void walk(const cascade_ptr& run);
  void settle_ready(const cascade_ptr& run);
  void settled(const cascade_ptr& run, std::size_t place, const base::status* failed);
  void settle_root(const cascade_ptr& run);
};

protocol::courier_actor::behavior_type courier(
    protocol::courier_actor::stateful_pointer<courier_state> self, environment_ptr env,
    courier_peers peers);

}  // namespace parley::actors
