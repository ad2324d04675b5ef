#pragma once

#include <optional>
#include <utility>

#include "frontends/http/api/call.hpp"

namespace parley::frontends::http::api {

/// The call's Idempotency-Key with the digest of its body; nullopt when there is none. A key has 1
/// to 256 visible ASCII characters.
base::result<std::optional<storage::idempotency>> idempotency_of(const call& c);

/// Whether what was done under the key came from this very body.
base::result<void> check_same_body(const storage::idempotency& now, const protocol::replay& then);

/// Runs `act(call, key)`, unless the call's key was used before: then `again(call, replay)`.
/// `key` travels with the command, so that two requests at the same time still act once.
template <class Again, class Act>
void once(const call_ptr& c, Again again, Act act) {
  auto key = idempotency_of(*c);
  if (!key) return fail(*c, key.error());
  if (!*key) return act(c, std::move(*key));
  auto used = **key;
  ask<protocol::replay>(
      c,
      [again = std::move(again), act = std::move(act), key = std::move(*key)](
          const call_ptr& same, protocol::replay found) mutable {
        if (!found.found) return act(same, std::move(key));
        if (auto legal = check_same_body(*key, found); !legal) return fail(*same, legal.error());
        again(same, std::move(found));
      },
      protocol::replay_atom_v, c->caller, std::move(used.key), std::move(used.route));
}

}  // namespace parley::frontends::http::api
