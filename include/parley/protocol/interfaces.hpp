#pragma once

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "parley/protocol/interfaces_services.hpp"

namespace parley::protocol {

// Every actor's interface. Errors are base::status in the form of errors.hpp. `caller` comes first
// in every request, so that tenant and deadline are never a matter of context.

/// One conversation. Only the supervisor holds its handle.
using session_actor = caf::typed_actor<
    /// Stores the session if there is none; session_exists when it was created differently.
    caf::replies_to<create_atom, caller, create_command>::with<create_reply>,
    /// Durable when answered; all of it or nothing.
    caf::replies_to<append_atom, caller, append_command>::with<append_reply>,
    /// Changes the record; durable when answered.
    caf::replies_to<change_atom, caller, change_command>::with<change_reply>,
    /// The record and its head.
    caf::replies_to<get_atom, caller>::with<domain::session_view>,
    /// A page of history.
    caf::replies_to<page_atom, caller, storage::page_request>::with<message_page>,
    /// One message, by seq or id.
    caf::replies_to<find_atom, caller, std::string>::with<domain::message>,
    /// Begins, streams or ends a turn; durable when answered, but for chunks (see README.md).
    caf::replies_to<turn_atom, caller, turn_command>::with<turn_reply>,
    /// One turn, by its id; not_found otherwise.
    caf::replies_to<find_turn_atom, caller, std::string>::with<domain::turn_view>,
    /// Turns after an ordinal, at most so many.
    caf::replies_to<list_turns_atom, caller, std::int64_t, std::int64_t>::with<turn_page>,
    /// The end of the session that it continues.
    caf::replies_to<prior_atom, caller>::with<prior_history>,
    /// Erases it with all below it; the same receipt when it was erased before.
    caf::replies_to<erase_atom, caller, erase_command>::with<domain::erasure>,
    /// Erases messages; the same receipt when they were erased before.
    caf::replies_to<blank_atom, caller, blank_command>::with<domain::erasure>,
    /// INTERNAL, from a summarizer: see apply_summary.
    caf::replies_to<apply_atom, caller, apply_summary>::with<domain::summary>,
    /// INTERNAL, from the supervisor: rows that it shares with others were erased; answered when it
    /// shows them no more. See reload_command.
    caf::replies_to<reload_atom, caller, reload_command>::with<done>,
    /// INTERNAL, from the courier: see settle_command. conflict (field `children`) when something
    /// below is not done after all.
    caf::replies_to<settle_atom, caller, settle_command>::with<done>,
    /// INTERNAL, from the supervisor: the time came that was asked for.
    caf::reacts_to<wake_atom>,
    /// INTERNAL, from the supervisor: it was not used for a while. Packs itself unless something is
    /// under way, and says what it weighs.
    caf::reacts_to<cool_atom>,
    /// INTERNAL, from the supervisor: finish what is there, then say so and end.
    caf::replies_to<passivate_atom>::with<done>>;

/// Finds sessions or activates them; the address of everything. Published to hosts.
using supervisor_actor = caf::typed_actor<
    caf::replies_to<create_atom, caller, create_command>::with<create_reply>,
    caf::replies_to<append_atom, caller, storage::session_ref, append_command>::with<append_reply>,
    caf::replies_to<change_atom, caller, storage::session_ref, change_command>::with<change_reply>,
    caf::replies_to<get_atom, caller, storage::session_ref>::with<domain::session_view>,
    caf::replies_to<page_atom, caller, storage::session_ref,
                    storage::page_request>::with<message_page>,
    caf::replies_to<find_atom, caller, storage::session_ref, std::string>::with<domain::message>,
    caf::replies_to<turn_atom, caller, storage::session_ref, turn_command>::with<turn_reply>,
    caf::replies_to<find_turn_atom, caller, storage::session_ref,
                    std::string>::with<domain::turn_view>,
    caf::replies_to<list_turns_atom, caller, storage::session_ref, std::int64_t,
                    std::int64_t>::with<turn_page>,
    /// Straight from the store, for export; see reader_actor.
    caf::replies_to<history_atom, caller, storage::session_ref,
                    storage::page_request>::with<message_page>,
    caf::replies_to<list_atom, caller, storage::session_query>::with<storage::session_page>,
    caf::replies_to<tree_atom, caller, storage::session_ref, tree_request>::with<session_tree>,
    caf::replies_to<letters_atom, caller, storage::dead_query>::with<letter_page>,
    caf::replies_to<letter_atom, caller, std::int64_t>::with<storage::job>,
    caf::replies_to<erase_atom, caller, storage::session_ref, erase_command>::with<domain::erasure>,
    /// To the courier; unavailable when there is none.
    caf::replies_to<letter_atom, caller, letter_command>::with<storage::job>,
    caf::replies_to<person_atom, caller, std::string>::with<domain::erasure>,
    caf::replies_to<blank_atom, caller, storage::session_ref, blank_command>::with<domain::erasure>,
    /// INTERNAL, from a session or the mover: those that are live show what was erased, or what lies
    /// in the archive, no more, when answered.
    caf::replies_to<reload_atom, caller, reload_command>::with<done>,
    /// Straight from the store; see reader_actor.
    caf::replies_to<search_atom, caller, storage::search_query>::with<storage::search_page>,
    caf::replies_to<statistics_atom, caller, storage::statistics_query>::with<storage::statistics>,
    /// To the summarizer and the context actors; unavailable when there are none.
    caf::replies_to<summarize_atom, caller, storage::session_ref,
                    summarize_command>::with<summarize_reply>,
    caf::replies_to<context_atom, caller, storage::session_ref,
                    context_command>::with<context::context_view>,
    /// Straight from the store; see reader_actor.
    caf::replies_to<summaries_atom, caller, storage::session_ref, std::int64_t,
                    std::int64_t>::with<summary_page>,
    caf::replies_to<summary_atom, caller, storage::session_ref, std::string>::with<domain::summary>,
    /// INTERNAL, from a summarizer.
    caf::replies_to<apply_atom, caller, storage::session_ref, apply_summary>::with<domain::summary>,
    /// INTERNAL, from a session that is erased: no summary of it is made any more.
    caf::reacts_to<forget_atom, storage::session_ref>,
    /// Who makes summaries, and who builds contexts.
    caf::reacts_to<attach_atom, summarizer_actor>, caf::reacts_to<attach_atom, context_actor>,
    /// To the keeper; unavailable when there is none.
    caf::replies_to<retain_atom, caller, retention_command>::with<retention_reply>,
    /// Who answers for rules of retention.
    caf::reacts_to<attach_atom, keeper_actor>,
    /// To the migration; not_found when there is no archive.
    caf::replies_to<migrate_atom, caller, migration_command>::with<migration_status>,
    caf::replies_to<migrate_atom, caller, storage::session_ref>::with<migration_status>,
    /// Who answers for it, and who moves sessions.
    caf::reacts_to<attach_atom, migration_actor>, caf::reacts_to<attach_atom, mover_actor>,
    /// INTERNAL, from the mover: answered when the session is at rest; requests to it wait from
    /// then on until it is released. unavailable when it is held already.
    caf::replies_to<hold_atom, caller, storage::session_ref>::with<done>,
    caf::reacts_to<release_atom, storage::session_ref>,
    /// INTERNAL, from the courier.
    caf::replies_to<settle_atom, caller, storage::session_ref, settle_command>::with<done>,
    /// Who answers for letters.
    caf::reacts_to<attach_atom, courier_actor>,
    caf::replies_to<replay_atom, caller, std::string, std::string>::with<replay>,
    caf::replies_to<prior_atom, caller, storage::session_ref>::with<prior_history>,
    /// Straight from the store; see reader_actor.
    caf::replies_to<compare_atom, caller, compare_request>::with<comparison>,
    caf::replies_to<counts_atom, caller>::with<storage::tenant_counts>,
    /// Asks the store through every reader lane; answers when all did.
    caf::replies_to<probe_atom, caller>::with<done>,
    /// Puts a live session to rest; a session that is not live is left alone.
    caf::replies_to<passivate_atom, caller, storage::session_ref>::with<done>,
    caf::replies_to<status_atom>::with<supervisor_status>,
    /// INTERNAL, from the courier: carries out a request that was set aside (a job of kind
    /// `poison`) as if it had just come.
    caf::replies_to<retry_atom, caller, storage::job>::with<done>,
    /// Passivates everything, takes nothing more; answers when the last session is at rest.
    caf::replies_to<stop_atom>::with<done>,
    /// INTERNAL, from a session that found nothing in the store or needs a fresh start.
    caf::reacts_to<retire_atom, storage::session_ref>,
    /// INTERNAL, from a session: wake it after so long, it is not idle before that; -1: not any
    /// more.
    caf::reacts_to<wake_atom, storage::session_ref, std::chrono::microseconds>,
    /// INTERNAL, from a session: about how many bytes it takes now, and whether it is packed. Sent
    /// when that changed much, and in answer to `cool`.
    caf::reacts_to<weigh_atom, storage::session_ref, std::int64_t, bool>,
    /// INTERNAL, from a session whose handler threw (what it said): it has given its requests back
    /// and waits to be put to rest.
    caf::reacts_to<crashed_atom, storage::session_ref, std::string>,
    /// INTERNAL, from the clock: look for idle sessions and for those to be woken.
    caf::reacts_to<tick_atom>>;

/// The only actor with a timer: sends one tick to who armed it, `delay` later.
using clock_actor =
    caf::typed_actor<caf::reacts_to<arm_atom, std::chrono::milliseconds, ticked_actor>,
                     /// INTERNAL: the timer fired.
                     caf::reacts_to<tick_atom, ticked_actor>>;

}  // namespace parley::protocol
