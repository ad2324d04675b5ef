#pragma once

#include <caf/stateful_actor.hpp>
#include <functional>
#include <list>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

/// Whom the supervisor hands work to.
struct supervisor_peers {
  protocol::writer_actor writer;
  std::vector<protocol::reader_actor> fast;  ///< activation, pages, look-ups
  protocol::reader_actor slow;               ///< lists and export
  protocol::clock_actor clock;
};

/// The only holder of session handles. One mechanism, the hold, serves passivation and stop: the
/// session is marked, finishes, and what arrives meanwhile waits here and activates it again.
struct supervisor_state {
  static inline const char* name = "parley.supervisor";
  using actor = protocol::supervisor_actor;

  struct entry {
    protocol::session_actor handle;
    std::list<const storage::session_ref*>::iterator place;  ///< in `by_use`
    std::chrono::microseconds used{0};
    bool held = false;
    std::optional<std::chrono::microseconds> wake;  ///< when it asked to be woken
    std::vector<std::function<void(const protocol::session_actor&)>> buffered;
    std::vector<reply<protocol::done>> watchers;  ///< told when it is at rest
  };

  struct hash {
    std::size_t operator()(const storage::session_ref& ref) const {
      return std::hash<std::string>{}(ref.tenant) * 31 + std::hash<std::string>{}(ref.id);
    }
  };
  using table = std::unordered_map<storage::session_ref, entry, hash>;

  explicit supervisor_state(actor::stateful_pointer<supervisor_state> ptr) : self(ptr) {}

  actor::stateful_pointer<supervisor_state> self;
  environment_ptr env;
  supervisor_peers peers;
  table sessions;
  std::list<const storage::session_ref*> by_use;  ///< the longest unused first
  std::unordered_map<caf::actor_id, const storage::session_ref*> by_actor;
  std::size_t next_reader = 0;
  std::set<std::pair<std::chrono::microseconds, const storage::session_ref*>> wakes;
  /// Sessions that went to rest with something to do later: they come alive for it.
  std::set<std::pair<std::chrono::microseconds, storage::session_ref>> asleep;
  std::optional<std::chrono::microseconds> next_tick;
  std::optional<reply<protocol::done>> stopping;
  bool stopped = false;

  entry& find_or_activate(const storage::session_ref& ref);
  const protocol::reader_actor& fast_reader();
  void hold(table::iterator place);
  void at_rest(const storage::session_ref& ref);
  void gone(const caf::down_msg& down);
  void forget(table::iterator place);
  void collect();
  void arm();
  void wake_later(const storage::session_ref& ref, std::chrono::microseconds in);
  void wake_due();

  /// Hands a request to its session, or keeps it while the session is held.
  template <class Reply, class Atom, class... Args>
  caf::result<Reply> route(const storage::session_ref& ref, Atom atom, protocol::caller& who,
                           Args... args);
};

protocol::supervisor_actor::behavior_type supervisor(
    protocol::supervisor_actor::stateful_pointer<supervisor_state> self, environment_ptr env,
    supervisor_peers peers);

}  // namespace parley::actors
