#pragma once

#include <caf/event_based_actor.hpp>

#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

/// Runs once when a node starts: wakes the sessions that a crash left with turns under way or
/// waiting, so that these end or go on although nobody asks for them. Sessions are woken some at a
/// time. What it did not reach because the store was away it tries again later, until it has seen
/// all; then it ends. It has a timer of its own, which runs only while that is so.
caf::behavior recovery(caf::event_based_actor* self, protocol::reader_actor reader,
                       protocol::supervisor_actor supervisor);

}  // namespace parley::actors
