#pragma once

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "parley/protocol/types.hpp"

namespace parley::protocol {

// Those behind the sessions: who writes and reads the store, and who works beside the
// conversations.

/// Whom the clock sends ticks to.
using ticked_actor = caf::typed_actor<caf::reacts_to<tick_atom>>;

/// Follows the log of commits into the search index, on a thread of its own.
using indexer_actor = caf::typed_actor<
    /// How far the index is.
    caf::replies_to<index_atom>::with<storage::index_state>,
    /// Takes out of the index what must not be found of a log any more; done when nothing of it is
    /// in the index's files. See storage::indexer::forget.
    caf::replies_to<forget_atom, caller, std::int64_t>::with<done>,
    /// INTERNAL, from the writer: there is more. Answered when it is indexed.
    caf::replies_to<wake_atom>::with<done>,
    /// INTERNAL, from the clock: the pause is over.
    caf::reacts_to<tick_atom>>;

/// Keeps the rules of retention and erases what they say, a bounded number of sessions at a time.
using keeper_actor = caf::typed_actor<
    /// See retention_command. invalid_argument for rules that are not legal.
    caf::replies_to<retain_atom, caller, retention_command>::with<retention_reply>,
    /// INTERNAL, from the clock: time to look.
    caf::reacts_to<tick_atom>>;

/// Makes summaries: a bounded number at a time, one at a time for a session, tenants in turn.
using summarizer_actor = caf::typed_actor<
    /// See summarize_command. not_found, overloaded, or why none could be made.
    caf::replies_to<summarize_atom, caller, storage::session_ref,
                    summarize_command>::with<summarize_reply>,
    /// INTERNAL, from a model's thread: the text of a summary, or why there is none.
    caf::reacts_to<made_atom, std::uint64_t, std::string, base::status>,
    /// INTERNAL, from a session: it is erased or takes no summary any more.
    caf::reacts_to<forget_atom, storage::session_ref>,
    /// INTERNAL, from the clock: one that failed is tried again.
    caf::reacts_to<tick_atom>>;

/// Builds the messages of a model call out of pages that sessions give.
using context_actor = caf::typed_actor<
    /// See context_command. budget_too_small; invalid_argument names the field.
    caf::replies_to<context_atom, caller, storage::session_ref,
                    context_command>::with<context::context_view>>;

/// Moves sessions between the hot store and the archive, on a thread of its own. The only one that
/// writes into the archive.
using mover_actor = caf::typed_actor<
    /// Into the archive, together; those that cannot go stay where they are.
    caf::replies_to<move_atom, caller, move_command>::with<move_reply>,
    /// Back into the hot store, those above it first; done at once when it is there. For who is
    /// about to write: not_found when there is no such session at all.
    caf::replies_to<recall_atom, caller, storage::session_ref>::with<done>,
    /// Sessions that are due, so many at most.
    caf::replies_to<walk_atom, caller, migration_walk, std::int64_t>::with<migration_page>,
    /// When the answer comes nothing is left in the archive of rows of that session that departed.
    caf::replies_to<clean_atom, caller, storage::session_ref>::with<done>,
    /// INTERNAL, from the clock: rows that departed are due to be removed; from itself: it goes on.
    caf::reacts_to<tick_atom>>;

/// The loop that moves what is due, and its numbers.
using migration_actor = caf::typed_actor<
    /// See migration_command. invalid_argument names the field.
    caf::replies_to<migrate_atom, caller, migration_command>::with<migration_status>,
    /// Moves one session now; conflict says why it stays.
    caf::replies_to<migrate_atom, caller, storage::session_ref>::with<migration_status>,
    /// INTERNAL, from the clock: time for a round.
    caf::reacts_to<tick_atom>>;

/// Works off jobs: brings children's reports to their parents, cascades and erasing to their end.
using courier_actor = caf::typed_actor<
    /// Erases all of a user; the same receipt when that was done before and nothing came since.
    /// Answered when nothing is visible any more; it goes on by itself, whoever waits.
    caf::replies_to<person_atom, caller, std::string>::with<domain::erasure>,
    /// Puts a dead letter back or removes it, durably; the letter as it was. not_found otherwise.
    caf::replies_to<letter_atom, caller, letter_command>::with<storage::job>,
    /// INTERNAL, from the writer: a commit brought jobs.
    caf::reacts_to<wake_atom>,
    /// INTERNAL, from the clock: the next job is due.
    caf::reacts_to<tick_atom>>;

/// The log's only writer; one per store, on a thread of its own.
using writer_actor = caf::typed_actor<
    /// Commits it with whatever else waits, as one group; always answers with an outcome.
    caf::replies_to<submit_atom, caller, storage::submission>::with<commit_reply>,
    /// From now on the courier is told when a commit brought jobs.
    caf::reacts_to<attach_atom, courier_actor>,
    /// From now on the indexer is told when there is more to index.
    caf::reacts_to<attach_atom, indexer_actor>,
    /// INTERNAL: everything that arrived before this one is the next group.
    caf::reacts_to<flush_atom>,
    /// INTERNAL, from the supervisor: a quiet moment may be used for housekeeping.
    caf::reacts_to<tick_atom>>;

/// Reads for others on a thread of its own: activation, pages, look-ups, lists.
using reader_actor = caf::typed_actor<
    /// The record, head and tail of a session.
    caf::replies_to<load_atom, caller, storage::session_ref>::with<activation>,
    /// A page of a log, up to `page_request::upto`.
    caf::replies_to<page_atom, caller, std::int64_t, storage::page_request>::with<message_page>,
    /// One message of a log, by seq (digits only) or id; not_found otherwise.
    caf::replies_to<find_atom, caller, std::int64_t, std::string>::with<domain::message>,
    /// A page of history without activating the session: for export.
    caf::replies_to<history_atom, caller, storage::session_ref,
                    storage::page_request>::with<message_page>,
    /// A page of the tenant's sessions.
    caf::replies_to<list_atom, caller, storage::session_query>::with<storage::session_page>,
    /// What an Idempotency-Key (key, route) did.
    caf::replies_to<replay_atom, caller, std::string, std::string>::with<replay>,
    /// A turn of a session (its key and log) by turn id, or by its question's message id (true).
    caf::replies_to<find_turn_atom, caller, std::int64_t, std::int64_t, std::string,
                    bool>::with<turn_lookup>,
    /// Turns of a session (its key and log) after an ordinal, at most so many.
    caf::replies_to<list_turns_atom, caller, std::int64_t, std::int64_t, std::int64_t,
                    std::int64_t>::with<turn_page>,
    /// Sessions of all tenants with open turns, after a key, at most so many. For recovery.
    caf::replies_to<holders_atom, caller, std::int64_t, std::int64_t>::with<turn_holders>,
    /// What a creation depends on: the session that it forks or continues.
    caf::replies_to<origin_atom, caller, origin_query>::with<origin_facts>,
    /// The end of a session, as prior history of another one; empty when it is gone.
    caf::replies_to<prior_atom, caller, storage::session_ref>::with<prior_history>,
    /// Two histories side by side, after what they have in common.
    caf::replies_to<compare_atom, caller, compare_request>::with<comparison>,
    /// The record of a session without activating it.
    caf::replies_to<facts_atom, caller, storage::session_ref>::with<session_facts>,
    /// A session with what is below it; not_found when there is none.
    caf::replies_to<tree_atom, caller, storage::session_ref, tree_request>::with<session_tree>,
    /// Jobs that are due now, of every tenant; see storage::jobs.
    caf::replies_to<due_atom, caller, std::int64_t>::with<storage::due_jobs>,
    /// Dead letters of the caller's tenant.
    caf::replies_to<letters_atom, caller, storage::dead_query>::with<letter_page>,
    /// One of them; not_found otherwise.
    caf::replies_to<letter_atom, caller, std::int64_t>::with<storage::job>,
    /// Messages of the caller's tenant by words; not_implemented when the store has no search.
    caf::replies_to<search_atom, caller, storage::search_query>::with<storage::search_page>,
    caf::replies_to<statistics_atom, caller, storage::statistics_query>::with<storage::statistics>,
    /// The messages of a session (its log) that are erased with the one of that name.
    caf::replies_to<blank_atom, caller, storage::session_ref, std::int64_t,
                    std::string>::with<blank_group>,
    /// The receipt of a user, and a slice of what that one sent: behind a position, so many rows
    /// (0: none).
    caf::replies_to<person_atom, caller, std::string, std::int64_t,
                    std::int64_t>::with<person_facts>,
    /// What the caller's tenant has set under a name; an empty value when nothing.
    caf::replies_to<setting_atom, caller, std::string>::with<storage::tenant_setting>,
    /// Summaries of a session: what it has to know, what the next is made of (true: the latest,
    /// made again), its list, one by its id.
    caf::replies_to<need_atom, caller, storage::session_ref>::with<summary_need>,
    caf::replies_to<source_atom, caller, storage::session_ref, bool>::with<summary_source>,
    caf::replies_to<summaries_atom, caller, storage::session_ref, std::int64_t,
                    std::int64_t>::with<summary_page>,
    caf::replies_to<summary_atom, caller, storage::session_ref, std::string>::with<domain::summary>,
    /// What a context begins with.
    caf::replies_to<window_atom, caller, storage::session_ref>::with<window_facts>,
    /// The same of all tenants.
    caf::replies_to<settings_atom, caller, std::string>::with<setting_list>,
    /// Counts of the caller's tenant; also the probe of readiness.
    caf::replies_to<counts_atom, caller>::with<storage::tenant_counts>>;

}  // namespace parley::protocol
