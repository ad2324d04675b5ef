#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "actors/bounded.hpp"
#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "actors/use_order.hpp"
#include "parley/domain/restart.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

class publisher;

/// Whom the supervisor hands work to.
struct supervisor_peers {
  protocol::writer_actor writer;
  std::vector<protocol::reader_actor> fast;  ///< activation, pages, look-ups
  protocol::reader_actor slow;               ///< lists and export
  protocol::clock_actor clock;
  std::shared_ptr<const publisher> followers{};  ///< none: nobody can follow a session
};

/// Requests that wait for a session: each is called with where it goes or with why it is refused.
/// What came back from a session that failed is before what came later.
struct waiting_line {
  using request = std::function<void(const protocol::session_actor*, const base::status*)>;
  std::vector<request> returned;
  std::vector<request> fresh;

  bool empty() const { return returned.empty() && fresh.empty(); }
  void add(waiting_line& later);
  void go(const protocol::session_actor* to, const base::status* refused);
};

/// What is answered from the moment on at which the node stops.
base::status is_stopping();

/// The only holder of session handles. One mechanism, the hold, serves passivation and stop: the
/// session is marked, finishes, and what arrives meanwhile waits here and activates it again.
struct supervisor_state {
  static inline const char* name = "parley.supervisor";
  using actor = protocol::supervisor_actor;
  using gate_type = tenant_share;
  static constexpr const char* full = "Too many requests wait to be given to their sessions.";

  struct entry {
    protocol::session_actor handle;
    usage use;
    bool held = false;
    std::optional<std::chrono::microseconds> wake;  ///< when it asked to be woken
    waiting_line waiting;
    std::vector<reply<protocol::done>> watchers;  ///< told when it is at rest
  };

  /// A session that is kept at rest while it moves between stores.
  struct pause {
    std::optional<reply<protocol::done>> held;  ///< told when it is at rest
    waiting_line waiting;
  };

  /// A session that failed, until that is forgotten.
  struct failure {
    domain::crash_record record;
    std::string what;      ///< the last one said
    waiting_line waiting;  ///< for its restart
  };

  struct hash {
    std::size_t operator()(const storage::session_ref& ref) const {
      return std::hash<std::string>{}(ref.tenant) * 31 + std::hash<std::string>{}(ref.id);
    }
  };
  /// By time, then by name: an order of addresses would differ from run to run.
  struct earlier {
    template <class Wake>
    bool operator()(const Wake& a, const Wake& b) const {
      return a.first != b.first ? a.first < b.first : *a.second < *b.second;
    }
  };
  using table = std::unordered_map<storage::session_ref, entry, hash>;

  explicit supervisor_state(actor::stateful_pointer<supervisor_state> ptr) : self(ptr) {}

  /// Sessions do not outlive the only one who knows them.
  ~supervisor_state();

  actor::stateful_pointer<supervisor_state> self;
  environment_ptr env;
  supervisor_peers peers;
  protocol::courier_actor courier;  ///< none before it says so
  protocol::keeper_actor keeper;    ///< likewise
  protocol::mover_actor mover;          ///< none: there is no archive
  protocol::migration_actor migration;  ///< likewise
  protocol::summarizer_actor summarizer;
  std::vector<protocol::context_actor> contexts;
  std::size_t next_context = 0;
  table sessions;
  use_order order;
  memory_budget budget;
  std::unordered_map<caf::actor_id, const storage::session_ref*> by_actor;
  std::size_t next_reader = 0;
  std::set<std::pair<std::chrono::microseconds, const storage::session_ref*>, earlier> wakes;
  /// Sessions that went to rest with something to do later: they come alive for it.
  std::set<std::pair<std::chrono::microseconds, storage::session_ref>> asleep;
  std::optional<std::chrono::microseconds> next_tick;
  std::optional<reply<protocol::done>> stopping;
  bool stopped = false;

  domain::restart_rule rule;
  std::unordered_map<storage::session_ref, failure, hash> failures;
  std::unordered_map<storage::session_ref, pause, hash> pauses;
  domain::crash_window node_crashes;
  std::uint64_t chance = 0;  ///< state of the generator that spreads restarts

  entry& find_or_activate(const storage::session_ref& ref);
  const protocol::reader_actor& fast_reader();
  void watch_peers();
  bool is_peer(const caf::actor_addr& who) const;
  void hold(table::iterator place);
  void at_rest(const storage::session_ref& ref);
  void gone(caf::actor_id id);
  void let_writer_finish(storage::session_ref ref);
  void forget(table::iterator place);
  void arm();
  void tick_within(std::chrono::milliseconds delay);
  void wake_later(const storage::session_ref& ref, std::chrono::microseconds in);
  void wake_due();

  // supervisor_moves.cpp: sessions that move between stores
  void take(const protocol::mover_actor& found);
  void hold_for_move(const storage::session_ref& ref, reply<protocol::done> to);
  void release(const storage::session_ref& ref);
  void end_pauses();

  // supervisor_whole.cpp: what concerns all of them
  void hold_some();
  void probe(const protocol::caller& who, reply<protocol::done> to);
  void reload(const protocol::caller& who, const protocol::reload_command& wanted,
              reply<protocol::done> to);
  void stop(reply<protocol::done> to);

  // supervisor_memory.cpp: which sessions cool and which go to rest
  void collect();
  bool cool_unused(std::chrono::microseconds limit);  ///< whether there may be more
  bool rest_unused(std::chrono::microseconds limit);  ///< likewise
  void relieve();
  void weighed(const storage::session_ref& ref, std::int64_t bytes, bool cool);
  protocol::supervisor_status status() const;

  // supervisor_failures.cpp: what crashed and when it starts again
  void crashed(const storage::session_ref& ref, const std::string& what);
  void give_up_node(const std::string& why);
  std::optional<base::status> refusal(const failure& f, const protocol::caller& who) const;
  waiting_line* line_of(const storage::session_ref& ref);
  void restart(const storage::session_ref& ref, waiting_line waiting);
  void restart_due();
  std::optional<std::chrono::microseconds> next_restart() const;
  bool failed(caf::mailbox_element& element, const char* what);

  // supervisor_poison.cpp: requests that made their session fail twice
  using told = std::function<void(const base::status&)>;
  void set_aside(const storage::session_ref& ref, std::string payload, told answer);
  void retry(const protocol::caller& who, storage::job letter, reply<protocol::done> to);

  /// Hands a request to its session, or keeps it while the session is held.
  template <class Reply, class Atom, class... Args>
  caf::result<Reply> route(const storage::session_ref& ref, Atom atom, protocol::caller& who,
                           Args... args);
  /// To another actor that answers for a session of the caller's tenant.
  template <class Reply, class Other, class Atom, class... Args>
  caf::result<Reply> read(const Other& other, Atom atom, protocol::caller& who,
                          storage::session_ref& ref, Args&... args);
};

using supervisor_pointer = bounded_actor<supervisor_state, protocol::supervisor_actor>*;

protocol::supervisor_actor::behavior_type supervisor(supervisor_pointer self, environment_ptr env,
                                                     supervisor_peers peers);

}  // namespace parley::actors
