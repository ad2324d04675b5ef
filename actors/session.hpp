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
  using waiting = std::variant<waiting_create, waiting_append, waiting_change>;

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

  std::list<waiting> queue;  ///< requests that wait for the next submission
  std::size_t queue_bytes = 0;
  std::list<waiting> in_flight;  ///< requests of the submission that the writer has
  int attempts = 0;                ///< of the same requests, after the store moved under us
  std::vector<std::function<void(const base::status*)>> readers;  ///< wait until it is loaded
  std::optional<reply<protocol::done>> passivation;

  // session.cpp: the life of the session
  void when_loaded(std::function<void(const base::status*)> then);
  void load();
  void loaded(protocol::activation found);
  void load_failed(const base::status& why);
  void end_if_at_rest();
  domain::session_view view() const { return {record, head}; }

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
  void take_back(storage::submission& sent);
  void fail_in_flight(const base::status& why);
};

protocol::session_actor::behavior_type session(
    protocol::session_actor::stateful_pointer<session_state> self, environment_ptr env,
    session_peers peers, storage::session_ref ref);

}  // namespace parley::actors
