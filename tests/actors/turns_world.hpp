#pragma once

#include "actors/recovery.hpp"
#include "actors/world.hpp"

namespace parley::tests {

using namespace protocol;
using base::errc;
using testing::commit_fault;
using texts = std::vector<std::string>;
using namespace std::chrono_literals;

/// A world with a session, and what can be done with its turns.
struct turns_world : world {
  turns_world() {
    env->process = "this-process";
    create();
  }

  base::result<turn_reply> turn(turn_command command) {
    return ask<turn_reply>(turn_atom_v, who(), ref(), std::move(command));
  }
  base::result<turn_reply> begin_turn(const std::string& text, const std::string& id = "",
                                      domain::when_busy mode = domain::when_busy::enqueue) {
    return turn({protocol::begin_turn{say({text}, id).messages.at(0), {}, mode}});
  }
  base::result<turn_reply> chunk(const std::string& turn_id, std::int64_t first,
                                 std::vector<std::string> parts) {
    return turn({add_chunks{turn_id, first, std::move(parts)}});
  }
  base::result<turn_reply> end(const std::string& turn_id,
                               domain::turn_state state = domain::turn_state::complete) {
    return turn({end_turn{turn_id, {state, {}, {}, ""}}});
  }
  base::result<domain::turn_view> find(const std::string& turn_id) {
    return ask<domain::turn_view>(find_turn_atom_v, who(), ref(), turn_id);
  }
  /// Time passes, the clock's timers with it.
  void pass(std::chrono::microseconds time) {
    clock.advance(time);
    self->send(supervisor, tick_atom_v);
    step();
  }
  /// The store is opened by another process: only what is durable is there.
  void crash() {
    auto rest = ask<done>(passivate_atom_v, who(), ref());
    env->process = "another-process";
  }
};

inline std::string id_of(const base::result<turn_reply>& r) { return r ? r->turn.turn.turn_id : "none"; }

inline std::string state_of(const base::result<turn_reply>& r) {
  return r ? std::string(to_string(r->turn.turn.state)) : std::string(to_string(r.error().code));
}

}  // namespace parley::tests
