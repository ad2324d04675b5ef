#pragma once

#include <caf/stateful_actor.hpp>
#include <memory>

#include "actors/environment.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/storage/store.hpp"

namespace parley::actors {

/// Reads for others on a thread of its own. Holds nothing between two requests.
struct reader_state {
  static inline const char* name = "parley.reader";

  environment_ptr env;
  storage::read_access store;
};

/// `access` is moved from; it lives and dies on the reader's thread.
protocol::reader_actor::behavior_type reader(
    protocol::reader_actor::stateful_pointer<reader_state> self, environment_ptr env,
    std::shared_ptr<storage::read_access> access);

}  // namespace parley::actors
