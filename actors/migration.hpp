#pragma once

#include <caf/stateful_actor.hpp>
#include <chrono>
#include <optional>

#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

/// Whom the migration talks to.
struct migration_peers {
  protocol::mover_actor mover;
  protocol::clock_actor clock;
};

/// Has the mover move what is due, round after round: a walk over the hot store, a batch at a time,
/// no faster than its rate. Nothing of a round is stored; what it did not reach the next one finds.
struct migration_state {
  static inline const char* name = "parley.migration";
  using actor = protocol::migration_actor;

  explicit migration_state(actor::stateful_pointer<migration_state> ptr) : self(ptr) {}

  actor::stateful_pointer<migration_state> self;
  environment_ptr env;
  migration_peers peers;
  protocol::migration_status status;
  std::string failed_tenant;  ///< whose session the last error is about; empty: nobody's
  std::optional<protocol::migration_walk> walk;  ///< of the round under way
  bool waiting = false;  ///< for `due`
  bool asking = false;   ///< an answer is under way
  std::chrono::microseconds due{0};
  std::int64_t failures = 0;  ///< of the stores, in a row
  std::int64_t lag_s = 0;     ///< found so far in the round

  base::result<void> take(const protocol::migration_command& command);
  /// As it may be shown to a tenant.
  protocol::migration_status shown(const std::string& tenant) const;
  void wait(std::chrono::microseconds time);
  void ticked();
  void next_page();
  void move(protocol::migration_page page);
  void count(const protocol::move_result& result);
  void end_round();
  void away(const base::status& why);
  void move_one(const protocol::caller& who, const storage::session_ref& ref,
                reply<protocol::migration_status> to);
};

protocol::migration_actor::behavior_type migration(
    protocol::migration_actor::stateful_pointer<migration_state> self, environment_ptr env,
    migration_peers peers);

}  // namespace parley::actors
