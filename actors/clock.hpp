#pragma once

#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

/// The only actor with a timer. It is armed anew for each tick, so that nothing is scheduled while
/// nobody needs it.
protocol::clock_actor::behavior_type clock(protocol::clock_actor::pointer self);

}  // namespace parley::actors
