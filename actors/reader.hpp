#pragma once

#include <memory>

#include "actors/bounded.hpp"
#include "actors/environment.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/storage/store.hpp"

namespace parley::actors {

/// Reads for others on a thread of its own. Holds nothing between two requests.
struct reader_state {
  static inline const char* name = "parley.reader";
  using gate_type = tenant_share;
  static constexpr const char* full = "Too many requests wait to be read; try again.";

  environment_ptr env;
  storage::read_access store;
};

using reader_pointer = bounded_actor<reader_state, protocol::reader_actor>*;

/// `access` is moved from; it lives and dies on the reader's thread.
protocol::reader_actor::behavior_type reader(reader_pointer self, environment_ptr env,
                                             std::shared_ptr<storage::read_access> access);

}  // namespace parley::actors
