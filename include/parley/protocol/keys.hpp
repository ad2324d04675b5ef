#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <string>
#include <vector>

#include "parley/domain/api_key.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::protocol {

// API keys. These messages stay in their process: a token is shown once, to who asked for it.

/// The keys of a tenant, the oldest first.
struct key_list {
  std::vector<domain::api_key> items;
};

using mint_atom = caf::atom_constant<caf::atom("mint")>;
using keys_atom = caf::atom_constant<caf::atom("keys")>;
using revoke_atom = caf::atom_constant<caf::atom("revoke")>;
inline constexpr mint_atom mint_atom_v{};
inline constexpr keys_atom keys_atom_v{};
inline constexpr revoke_atom revoke_atom_v{};

/// Keeps the keys of all tenants, each of the caller's. What it answers is stored and in force.
using keys_actor = caf::typed_actor<
    /// too_large: the tenant has as many keys that hold as it may have.
    caf::replies_to<mint_atom, caller, domain::key_request>::with<domain::made_key>,
    caf::replies_to<keys_atom, caller>::with<key_list>,
    /// For good; one that is revoked already is answered as it is. not_found.
    caf::replies_to<revoke_atom, caller, std::string>::with<domain::api_key>>;

}  // namespace parley::protocol

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::domain::key_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::domain::made_key)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::domain::api_key)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::protocol::key_list)
