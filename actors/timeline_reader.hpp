#pragma once

#include <memory>

#include "actors/bounded.hpp"
#include "actors/environment.hpp"
#include "parley/protocol/timeline.hpp"
#include "parley/storage/store.hpp"

namespace parley::actors {

/// Reads for tenants' streams. Holds nothing between two requests.
struct timeline_reader_state {
  static inline const char* name = "parley.timeline";
  using gate_type = tenant_share;
  static constexpr const char* full = "Too many streams wait to be read; try again.";

  environment_ptr env;
  storage::read_access store;
};

using timeline_reader_pointer = bounded_actor<timeline_reader_state, protocol::timeline_actor>*;

/// `access` is moved from; it lives and dies on the reader's thread.
protocol::timeline_actor::behavior_type timeline_reader(
    timeline_reader_pointer self, environment_ptr env,
    std::shared_ptr<storage::read_access> access);

}  // namespace parley::actors
