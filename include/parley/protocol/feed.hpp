#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "parley/domain/event.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::protocol {

// Live streams. These messages stay in their process: events are shared by all who follow a
// session, not copied. A `session_ref` without an id is a whole tenant.

/// What a session tells those who follow it, in its order.
struct publication {
  storage::session_ref ref;  ///< of a tenant: messages were committed in it, which are to be read
  std::vector<domain::event> events;
  /// Of the history after them; messages up to it that are not among the events are to be read. 0:
  /// nothing is said of it.
  std::int64_t last_seq = 0;
  /// It was loaded from the store: the turn that runs, empty for none. What is known of another
  /// draft is out of date.
  std::optional<std::string> running{};
  std::optional<base::status> over{};  ///< nobody can follow it any more: it was erased
};

/// What is to be told from where on: behind a seq, of a tenant a cursor of `storage/timeline.hpp`
/// (0: from the beginning), or what comes from now on.
struct subscribe_request {
  storage::session_ref ref;
  std::optional<std::int64_t> from;
};

struct subscription {
  std::uint64_t id = 0;
  std::int64_t cursor = 0;  ///< what comes is behind it
};

struct delivery {
  std::shared_ptr<const domain::event> what;
  std::int64_t cursor = 0;
};

/// At least one event, or the end.
struct event_batch {
  std::vector<delivery> items;
  std::optional<base::status> over;  ///< after them: nothing more will come, and why
};

using subscribe_atom = caf::atom_constant<caf::atom("subscribe")>;
using pull_atom = caf::atom_constant<caf::atom("pull")>;
using leave_atom = caf::atom_constant<caf::atom("leave")>;
using publish_atom = caf::atom_constant<caf::atom("publish")>;
inline constexpr subscribe_atom subscribe_atom_v{};
inline constexpr pull_atom pull_atom_v{};
inline constexpr leave_atom leave_atom_v{};
inline constexpr publish_atom publish_atom_v{};

/// Who follows which session, and what each is told next.
using feed_actor = caf::typed_actor<
    /// not_found, erased, forbidden; invalid_argument (field `from`) above the last seq; overloaded
    /// when there are too many subscribers.
    caf::replies_to<subscribe_atom, caller, subscribe_request>::with<subscription>,
    /// Answered when there is something; one at a time for a subscription. A heartbeat comes when
    /// there was nothing for a while, so an answer is never far.
    caf::replies_to<pull_atom, std::uint64_t>::with<event_batch>,
    /// The subscription is over; an open pull is not answered any more but with an error.
    caf::reacts_to<leave_atom, std::uint64_t>,
    /// INTERNAL, from a session.
    caf::reacts_to<publish_atom, publication>,
    /// INTERNAL, once: who finds sessions.
    caf::reacts_to<attach_atom, supervisor_actor>,
    /// INTERNAL, from the clock: heartbeats are due, reads that failed are tried again.
    caf::reacts_to<tick_atom>>;

}  // namespace parley::protocol

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::protocol::publication)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::protocol::subscribe_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::protocol::subscription)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::protocol::event_batch)
