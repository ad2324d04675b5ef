#pragma once

#include <utility>

#include "frontends/actions/action.hpp"

namespace parley::frontends::actions {

/// Runs `act(action)`, unless the action's effect is there already: then `again(action, replay)`.
/// The key travels with the command too, so that two at the same time still act once.
template <class Again, class Act>
void once(const action_ptr& a, Again again, Act act) {
  ask<protocol::replay>(
      a,
      [again = std::move(again), act = std::move(act)](const action_ptr& same,
                                                       protocol::replay found) mutable {
        if (!found.found) return act(same);
        if (found.body_digest != same->key.body_digest)
          return fail(same, {base::errc::idempotency_mismatch, "", ""});
        again(same, std::move(found));
      },
      protocol::replay_atom_v, a->caller, a->key.key, a->key.route);
}

}  // namespace parley::frontends::actions
