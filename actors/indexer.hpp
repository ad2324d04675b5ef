#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "actors/environment.hpp"
#include "actors/reply.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/storage/search.hpp"

namespace parley::actors {

/// Follows the commits. Told by the writer that there is more, it indexes in steps until there is
/// none, and then rests a moment, so that many small commits become one of the index. Between
/// two steps it takes out what was erased.
struct indexer_state {
  static inline const char* name = "parley.indexer";

  explicit indexer_state(protocol::indexer_actor::stateful_pointer<indexer_state> ptr) : self(ptr) {}

  protocol::indexer_actor::stateful_pointer<indexer_state> self;
  environment_ptr env;
  protocol::clock_actor clock;
  std::unique_ptr<storage::indexer> index;
  std::optional<reply<protocol::done>> told;  ///< the writer waits for it
  storage::index_state state;
  bool stepping = false;                 ///< a step is in the mailbox
  bool calm = false;                     ///< its thread was told to let others go first
  std::int64_t failures = 0;             ///< in a row
  std::chrono::microseconds rest_until{0};

  void wake();
  void step();
  void rest(std::chrono::microseconds delay);
  void let_others_go_first();
};

/// `index` is moved from; it lives and dies on the actor's thread.
protocol::indexer_actor::behavior_type indexer(
    protocol::indexer_actor::stateful_pointer<indexer_state> self, environment_ptr env,
    std::shared_ptr<std::unique_ptr<storage::indexer>> index, protocol::clock_actor clock);

}  // namespace parley::actors
