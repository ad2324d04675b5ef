#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <cstdint>
#include <optional>

#include "parley/protocol/types.hpp"
#include "parley/storage/timeline.hpp"

namespace parley::protocol {

// Of tenants' streams. These messages stay in their process.

/// A cursor, 0 for the beginning; nullopt: what comes from now on.
struct start_request {
  std::optional<std::int64_t> from;
};

using start_atom = caf::atom_constant<caf::atom("start")>;
using timeline_atom = caf::atom_constant<caf::atom("timeline")>;
inline constexpr start_atom start_atom_v{};
inline constexpr timeline_atom timeline_atom_v{};

/// Reads messages in the order of commits, on a thread of its own: a tenant who writes little among
/// others makes it look at many rows, for which no session has to wait.
using timeline_actor = caf::typed_actor<
    /// See storage::find_start.
    caf::replies_to<start_atom, caller, start_request>::with<storage::timeline_start>,
    /// See storage::read_timeline; of the caller's tenant.
    caf::replies_to<timeline_atom, caller, storage::timeline_request>::with<storage::timeline_page>>;

}  // namespace parley::protocol

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::protocol::start_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::storage::timeline_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::storage::timeline_start)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::storage::timeline_page)
