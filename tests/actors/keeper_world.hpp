#pragma once

#include "actors/keeper.hpp"
#include "actors/world.hpp"

namespace parley::tests {

/// A keeper in a world: it must be gone before the world's own actors are.
class keeper_of {
 public:
  explicit keeper_of(world& w) : world_(w) { start(); }
  ~keeper_of() { end(); }

  void start() {
    keeper_ = world_.sys.spawn(actors::keeper, world_.env,
                               actors::keeper_peers{world_.supervisor, world_.writer, world_.slow,
                                                    world_.sys.spawn(actors::clock)});
    world_.self->send(world_.supervisor, protocol::attach_atom_v, keeper_);
    world_.step();
  }

  /// Ends it as it stands.
  void end() {
    world_.self->send_exit(caf::actor_cast<caf::actor>(keeper_), caf::exit_reason::kill);
    keeper_ = nullptr;
    world_.step();
  }

  void tick() { world_.self->send(keeper_, protocol::tick_atom_v); }

 private:
  world& world_;
  protocol::keeper_actor keeper_;
};

}  // namespace parley::tests
