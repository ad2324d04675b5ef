#pragma once

#include <caf/stateful_actor.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

/// Whom the keeper talks to.
struct keeper_peers {
  protocol::supervisor_actor supervisor;
  protocol::writer_actor writer;
  protocol::reader_actor reader;
  protocol::clock_actor clock;
};

/// A walk over a tenant's sessions, those that nobody used for the longest time first.
struct retention_walk {
  std::string tenant;
  domain::retention_policy policy;
  base::timestamp now{};  ///< of the whole walk: what is used from then on is not due
  std::optional<storage::list_cursor> after{};
};

/// A session and which rule decides about it.
struct retention_verdict {
  domain::session_view session;
  std::size_t rule = 0;
};

/// The next sessions of a walk. Only verdicts that hold: a session that a rule erases is there when
/// everything below it would be erased too.
struct decided_page {
  std::vector<retention_verdict> verdicts;
  std::int64_t looked_at = 0;
  std::optional<storage::list_cursor> next;
};

/// A look under way: the walks of all tenants, one after the other.
struct retention_look {
  base::timestamp now{};
  bool read = false;                           ///< the tenants' rules
  std::deque<storage::tenant_setting> tenants; ///< to be walked after the present one
  std::set<std::string> changed;  ///< their rules were replaced meanwhile: they wait for the next look
  std::optional<retention_walk> walk;
  std::int64_t attempts = 0;  ///< at the walk's page
  std::int64_t erased = 0;
};

/// A dry run under way.
struct dry_run {
  retention_walk walk;
  std::chrono::microseconds stop_at{0};  ///< on base::clock::monotonic(); 0: never
  protocol::retention_reply found;
  read_reply<protocol::retention_reply> to;
};
using dry_run_ptr = std::shared_ptr<dry_run>;

/// Keeps the rules of retention and erases what they say. Nothing of a look is stored: erasing can
/// be repeated, and what a look did not reach the next one finds.
struct keeper_state {
  static inline const char* name = "parley.keeper";
  using actor = protocol::keeper_actor;

  explicit keeper_state(actor::stateful_pointer<keeper_state> ptr) : self(ptr) {}

  actor::stateful_pointer<keeper_state> self;
  environment_ptr env;
  keeper_peers peers;
  std::optional<retention_look> look;
  bool waiting = true;                       ///< for `due`; else an answer is under way
  std::chrono::microseconds due{0};          ///< when the look begins or goes on
  std::int64_t failures = 0;                 ///< in a row
  std::int64_t dry_runs = 0;                 ///< under way

  // keeper.cpp: rules
  void get(const protocol::caller& who, read_reply<protocol::retention_reply> to);
  void put(const protocol::caller& who, domain::retention_policy policy,
           reply<protocol::retention_reply> to);
  void try_out(const protocol::caller& who, base::boxed<domain::retention_policy> policy,
               read_reply<protocol::retention_reply> to);
  void count(const dry_run_ptr& run);
  void counted(const dry_run_ptr& run, decided_page page);

  // keeper_page.cpp: the one place where it is decided what goes
  using then_decided = std::function<void(base::result<decided_page>)>;
  void decide(const retention_walk& walk, std::int64_t items_max, then_decided then);

  // keeper_look.cpp: erasing
  void ticked();
  void read_rules();
  void next_tenant();
  void next_page();
  void erase(decided_page page);
  void page_done(const std::optional<storage::list_cursor>& next, bool complete);
  void pause();
  void wait(std::chrono::microseconds time);
};

/// Whether the failure is that of a store that is away, which only delays.
bool is_away(const base::status& why);

/// The name under which a tenant's rules are stored.
inline constexpr const char* retention_setting = "retention";

/// Rules as they are stored; none when the text is empty.
base::result<domain::retention_policy> read_policy(const std::string& text);

/// Who spawns it attaches it to the supervisor.
protocol::keeper_actor::behavior_type keeper(
    protocol::keeper_actor::stateful_pointer<keeper_state> self, environment_ptr env,
    keeper_peers peers);

}  // namespace parley::actors
