#pragma once

#include <caf/event_based_actor.hpp>

#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

/// Runs once when a node starts: wakes the sessions that a crash left with turns under way or
/// waiting, so that these end or go on although nobody asks for them. Sessions are woken some at a
/// time. When the store does not answer it gives up and says so: such turns then end when their
/// session is next addressed.
void recovery(caf::event_based_actor* self, protocol::reader_actor reader,
              protocol::supervisor_actor supervisor);

}  // namespace parley::actors
