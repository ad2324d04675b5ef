#pragma once

#include "parley/protocol/inspect_domain.hpp"
#include "parley/storage/catalog.hpp"
#include "parley/storage/jobs.hpp"
#include "parley/storage/log.hpp"
#include "parley/storage/submission.hpp"

namespace parley::storage {

template <class Inspector>
auto inspect(Inspector& f, session_ref& x) {
  return f(caf::meta::type_name("session_ref"), x.tenant, x.id);
}

template <class Inspector>
auto inspect(Inspector& f, idempotency& x) {
  return f(caf::meta::type_name("idempotency"), x.key, x.route, x.body_digest);
}

template <class Inspector>
auto inspect(Inspector& f, idempotent_effect& x) {
  return f(caf::meta::type_name("idempotent_effect"), x.body_digest, x.session_id, x.log, x.seqs,
           x.all_known, x.record, x.note, x.at);
}

template <class Inspector>
auto inspect(Inspector& f, fork_point& x) {
  return f(caf::meta::type_name("fork_point"), x.session_id, x.at_seq);
}

template <class Inspector>
auto inspect(Inspector& f, job& x) {
  return f(caf::meta::type_name("job"), x.id, x.kind, x.tenant, x.session_id, x.payload, x.attempts,
           x.not_before, x.created_at, x.state, x.reason);
}

template <class Inspector>
auto inspect(Inspector& f, job_changes& x) {
  return f(caf::meta::type_name("job_changes"), x.add, x.put, x.remove);
}

template <class Inspector>
auto inspect(Inspector& f, due_jobs& x) {
  return f(caf::meta::type_name("due_jobs"), x.items, x.next);
}

template <class Inspector>
auto inspect(Inspector& f, dead_query& x) {
  return f(caf::meta::type_name("dead_query"), x.tenant, x.before, x.items_max);
}

template <class Inspector>
auto inspect(Inspector& f, erase_order& x) {
  return f(caf::meta::type_name("erase_order"), x.receipt_id, x.part_of);
}

template <class Inspector>
auto inspect(Inspector& f, purge_order& x) {
  return f(caf::meta::type_name("purge_order"), x.job, x.session, x.log, x.rows_max, x.seqs,
           x.step);
}

template <class Inspector>
auto inspect(Inspector& f, blank_order& x) {
  return f(caf::meta::type_name("blank_order"), x.receipt_id, x.subject, x.part_of, x.seqs,
           x.turns);
}

template <class Inspector>
auto inspect(Inspector& f, moved_message& x) {
  return f(caf::meta::type_name("moved_message"), x.row, x.agent);
}

template <class Inspector>
auto inspect(Inspector& f, turn_tally& x) {
  return f(caf::meta::type_name("turn_tally"), x.seq, x.turn_count, x.round);
}

template <class Inspector>
auto inspect(Inspector& f, moved_day& x) {
  return f(caf::meta::type_name("moved_day"), x.agent, x.day, x.messages, x.characters);
}

template <class Inspector>
auto inspect(Inspector& f, move_order& x) {
  return f(caf::meta::type_name("move_order"), x.step, x.messages, x.turns, x.summaries, x.tallies,
           x.marked, x.below_parent, x.revision, x.rows_kept_ms, x.returned, x.erasures, x.days);
}

template <class Inspector>
auto inspect(Inspector& f, receipt_order& x) {
  return f(caf::meta::type_name("receipt_order"), x.tenant, x.user, x.receipt_id, x.done);
}

template <class Inspector>
auto inspect(Inspector& f, tenant_setting& x) {
  return f(caf::meta::type_name("tenant_setting"), x.tenant, x.name, x.value);
}

template <class Inspector>
auto inspect(Inspector& f, append_part& x) {
  return f(caf::meta::type_name("append_part"), x.entries, x.if_last_seq, x.once, x.note, x.turns,
           x.turns_completed, x.rounds, x.jobs);
}

template <class Inspector>
auto inspect(Inspector& f, summary_state& x) {
  return f(caf::meta::type_name("summary_state"), x.latest, x.made, x.stale_to, x.erasures);
}

template <class Inspector>
auto inspect(Inspector& f, summary_order& x) {
  return f(caf::meta::type_name("summary_order"), x.made, x.erasures, x.replaces);
}

template <class Inspector>
auto inspect(Inspector& f, submission& x) {
  return f(caf::meta::type_name("submission"), x.session, x.epoch, x.key, x.log,
           x.expected_last_seq, x.create, x.fork, x.update, x.update_with_entries, x.once, x.parts,
           x.jobs, x.children_max, x.guard, x.erase, x.blank, x.summary, x.move, x.purge, x.receipt,
           x.setting);
}

template <class Inspector>
auto inspect(Inspector& f, appended& x) {
  return f(caf::meta::type_name("appended"), x.seq, x.message_id, x.known, x.sender_id,
           x.timestamp);
}

template <class Inspector>
auto inspect(Inspector& f, part_outcome& x) {
  return f(caf::meta::type_name("part_outcome"), x.refused, x.entries, x.replay);
}

template <class Inspector>
auto inspect(Inspector& f, outcome& x) {
  return f(caf::meta::type_name("outcome"), x.kind, x.error, x.key, x.log, x.head, x.turn_count,
           x.round, x.parts, x.jobs, x.erased, x.purge_left, x.sharers, x.updated, x.replay);
}

template <class Inspector>
auto inspect(Inspector& f, page_request& x) {
  return f(caf::meta::type_name("page_request"), x.after, x.before, x.upto, x.items_max,
           x.bytes_max);
}

template <class Inspector>
auto inspect(Inspector& f, list_cursor& x) {
  return f(caf::meta::type_name("list_cursor"), x.at, x.session_id);
}

template <class Inspector>
auto inspect(Inspector& f, session_query& x) {
  return f(caf::meta::type_name("session_query"), x.tenant, x.status, x.type, x.user,
           x.conversation, x.role, x.root, x.parent, x.created_from, x.created_to, x.active_from,
           x.active_to, x.metadata, x.order, x.oldest_first, x.after, x.items_max,
           x.rows_examined_max);
}

template <class Inspector>
auto inspect(Inspector& f, session_page& x) {
  return f(caf::meta::type_name("session_page"), x.items, x.next);
}

template <class Inspector>
auto inspect(Inspector& f, tenant_counts& x) {
  return f(caf::meta::type_name("tenant_counts"), x.sessions, x.messages);
}

}  // namespace parley::storage
