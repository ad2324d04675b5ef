#include "actors/clock.hpp"

namespace parley::actors {

using namespace protocol;

clock_actor::behavior_type clock(clock_actor::pointer self) {
  return {
      [self](arm_atom, std::chrono::milliseconds delay, const ticked_actor& who) {
        self->delayed_send(self, delay, tick_atom_v, who);
      },
      [self](tick_atom, const ticked_actor& who) { self->send(who, tick_atom_v); },
  };
}

}  // namespace parley::actors
