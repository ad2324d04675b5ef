#pragma once

#include <caf/stateful_actor.hpp>
#include <functional>
#include <list>
#include <optional>
#include <variant>
#include <vector>

#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "actors/tail.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

/// Whom a session talks to.
struct session_peers {
  protocol::supervisor_actor supervisor;
  protocol::writer_actor writer;
  protocol::reader_actor reader;
};

/// One conversation: owns the order, the record and the tail. Writes go to the store one
/// submission at a time; what arrives meanwhile is the next one. Shows only what is committed.
struct session_state {
  static inline const char* name = "parley.session";
  using actor = protocol::session_actor;

  /// What the session knows of its stored self.
  enum class phase {
    cold,     ///< nothing: the next request loads it
    loading,  ///< asked the reader
    absent,   ///< the store has no such session; a creation may make it
    live,
  };

  struct waiting_create {
    protocol::caller who;
    protocol::create_command command;
    reply<protocol::create_reply> to;
    std::chrono::microseconds since{0};
  };
  struct waiting_append {
    protocol::caller who;
    protocol::append_command command;
    reply<protocol::append_reply> to;
    std::size_t bytes = 0;
  };
  struct waiting_change {
    protocol::caller who;
    protocol::change_command command;
    reply<protocol::change_reply> to;
  };
  struct waiting_turn {
    protocol::caller who;
    protocol::turn_command command;
    reply<protocol::turn_reply> to;
    std::size_t bytes = 0;
    bool looked_up = false;  ///< the store knows nothing of its names
  };
  /// The session's own work on its turns: nobody waits for it.
  struct chore {
    struct nobody {
      void fail(const base::status&) const {}
    };
    protocol::caller who;
    nobody to;
  };
  using waiting = std::variant<waiting_create, waiting_append, waiting_change, waiting_turn, chore>;

  explicit session_state(actor::stateful_pointer<session_state> ptr) : self(ptr) {}

  actor::stateful_pointer<session_state> self;
  environment_ptr env;
  session_peers peers;
  storage::session_ref ref;

  phase at = phase::cold;
  domain::session record;
  domain::head head;
  std::int64_t key = 0;
  std::int64_t log = 0;
  tail newest;

  domain::turn_desk turns;
  std::optional<domain::turn_step> stepping;  ///< of the submission that the writer has
  std::string acting_on;                      ///< the turn that its request is about
  bool adopted = false;                       ///< turns were loaded before
  bool orphaned = false;                      ///< the running turn's process is gone
  std::string unstartable;                    ///< the turn whose question's id is taken
  std::optional<base::timestamp> unsaved_since;  ///< chunks that no row has
  base::timestamp chores_after{};             ///< a chore failed: not again before this
  std::chrono::microseconds wake_at{0};       ///< what the supervisor was asked for; 0: nothing

  std::list<waiting> queue;  ///< requests that wait for the next submission
  std::size_t queue_bytes = 0;
  std::list<waiting> in_flight;  ///< requests of the submission that the writer has
  int attempts = 0;                ///< of the same requests, after the store moved under us
  std::vector<std::function<void(const base::status*)>> readers;  ///< wait until it is loaded
  std::optional<reply<protocol::done>> passivation;

  // session.cpp: the life of the session
  void when_loaded(std::function<void(const base::status*)> then);
  void tell_readers(const base::status* failed);
  void load();
  void loaded(protocol::activation found);
  void load_failed(const base::status& why);
  void end_if_at_rest();
  domain::session_view view() const;

  // session_submit.cpp: from the queue to the store
  base::result<void> enqueue(waiting request, std::size_t bytes);
  void pump();
  bool start_create(waiting_create& request);
  bool start_change(waiting_change& request);
  bool start_appends();
  void submit(storage::submission what, const protocol::caller& who);

  // session_commit.cpp: and back
  void answered(protocol::commit_reply answer);
  void committed(protocol::commit_reply& answer);
  void record_committed(protocol::commit_reply& answer, waiting& request);
  void parts_committed(protocol::commit_reply& answer, std::list<waiting>& requests);
  template <class Reply, class Make>
  void answer_again(const storage::idempotency& once, reply<Reply> to, Make make);
  /// Into the tail what is new of them; the number of those.
  std::uint64_t take_over(std::vector<domain::message>& entries,
                          std::vector<storage::appended>& stored);
  void take_back(storage::submission& sent);

  // session_turns.cpp: requests about turns
  bool start_turn(waiting_turn& request);
  bool begin(waiting_turn& request, protocol::begin_turn& what);
  bool add(waiting_turn& request, const protocol::add_chunks& what);
  bool end(waiting_turn& request, const protocol::end_turn& what);
  bool look_up(waiting_turn& request, const std::string& name, bool by_question);
  void looked_up(const protocol::turn_lookup& found);
  bool step(domain::turn_step wanted, std::string turn_id, const protocol::caller& who);
  void name_senders(domain::turn_step& wanted) const;
  domain::turn_view shown(domain::turn_view stored) const;
  void read_turn(const protocol::caller& who, const std::string& turn_id,
                 reply<domain::turn_view> to);
  void read_turns(const protocol::caller& who, std::int64_t after, std::int64_t items_max,
                  reply<protocol::turn_page> to);
  static std::size_t bytes_of(const protocol::turn_command& command);

  // session_chores.cpp: what turns need by themselves
  void adopt(std::vector<domain::turn> open, std::int64_t next_ordinal);
  bool start_chore();
  domain::turn_step due_chore(base::timestamp now);
  bool step_committed(protocol::commit_reply& answer, std::size_t part);
  void turn_committed(protocol::commit_reply& answer, waiting& request);
  void ask_to_be_woken();
  void fail_in_flight(const base::status& why);
};

/// The part of a submission that writes a step.
inline storage::append_part part_of(const domain::turn_step& step) {
  return {step.entries, {}, {}, step.rows, step.completed, 0};
}

protocol::session_actor::behavior_type session(
    protocol::session_actor::stateful_pointer<session_state> self, environment_ptr env,
    session_peers peers, storage::session_ref ref);

}  // namespace parley::actors
