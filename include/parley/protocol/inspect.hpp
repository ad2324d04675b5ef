#pragma once

#include "parley/protocol/caller.hpp"
#include "parley/protocol/commands.hpp"
#include "parley/protocol/inspect_domain.hpp"
#include "parley/protocol/inspect_storage.hpp"
#include "parley/protocol/inspect_context.hpp"
#include "parley/protocol/inspect_store.hpp"
#include "parley/protocol/inspect_tree.hpp"

namespace parley::protocol {

template <class Inspector>
auto inspect(Inspector& f, caller& x) {
  return f(caf::meta::type_name("caller"), x.tenant, x.principal, x.request_id, x.deadline,
           x.waited, x.crashes);
}

template <class Inspector>
auto inspect(Inspector& f, create_command& x) {
  return f(caf::meta::type_name("create_command"), x.request, x.restored, x.once, x.fork);
}

template <class Inspector>
auto inspect(Inspector& f, create_reply& x) {
  return f(caf::meta::type_name("create_reply"), x.session, x.existed);
}

template <class Inspector>
auto inspect(Inspector& f, append_command& x) {
  return f(caf::meta::type_name("append_command"), x.messages, x.if_last_seq, x.once, x.addressed,
           x.restoring, x.rounds, x.reported);
}

template <class Inspector>
auto inspect(Inspector& f, receipt& x) {
  return f(caf::meta::type_name("receipt"), x.seq, x.message_id, x.sender_id, x.role, x.status,
           x.timestamp, x.known);
}

template <class Inspector>
auto inspect(Inspector& f, append_reply& x) {
  return f(caf::meta::type_name("append_reply"), x.receipts, x.all_known, x.replayed, x.round);
}

template <class Inspector>
auto inspect(Inspector& f, change_command& x) {
  return f(caf::meta::type_name("change_command"), x.change, x.if_revision, x.once);
}

template <class Inspector>
auto inspect(Inspector& f, change_reply& x) {
  return f(caf::meta::type_name("change_reply"), x.session, x.changed, x.replayed);
}

template <class Inspector>
auto inspect(Inspector& f, begin_turn& x) {
  return f(caf::meta::type_name("begin_turn"), x.question, x.answer, x.when_busy);
}

template <class Inspector>
auto inspect(Inspector& f, add_chunks& x) {
  return f(caf::meta::type_name("add_chunks"), x.turn_id, x.first, x.texts);
}

template <class Inspector>
auto inspect(Inspector& f, end_turn& x) {
  return f(caf::meta::type_name("end_turn"), x.turn_id, x.how);
}

template <class Inspector>
auto inspect(Inspector& f, turn_command& x) {
  return f(caf::meta::type_name("turn_command"), x.what, x.once);
}

template <class Inspector>
auto inspect(Inspector& f, turn_reply& x) {
  return f(caf::meta::type_name("turn_reply"), x.turn, x.known, x.replayed);
}

template <class Inspector>
auto inspect(Inspector& f, turn_lookup& x) {
  return f(caf::meta::type_name("turn_lookup"), x.turn, x.question_body);
}

template <class Inspector>
auto inspect(Inspector& f, turn_holders& x) {
  return f(caf::meta::type_name("turn_holders"), x.sessions, x.next);
}

template <class Inspector>
auto inspect(Inspector& f, turn_page& x) {
  return f(caf::meta::type_name("turn_page"), x.items, x.next);
}

template <class Inspector>
auto inspect(Inspector& f, origin_query& x) {
  return f(caf::meta::type_name("origin_query"), x.session, x.fork, x.conversation_id, x.user_id);
}

template <class Inspector>
auto inspect(Inspector& f, origin_facts& x) {
  return f(caf::meta::type_name("origin_facts"), x.forked, x.inside_group, x.continues);
}

template <class Inspector>
auto inspect(Inspector& f, prior_history& x) {
  return f(caf::meta::type_name("prior_history"), x.session_id, x.messages);
}

template <class Inspector>
auto inspect(Inspector& f, compare_request& x) {
  return f(caf::meta::type_name("compare_request"), x.left, x.right, x.after, x.items_max,
           x.bytes_max);
}

template <class Inspector>
auto inspect(Inspector& f, compared& x) {
  return f(caf::meta::type_name("compared"), x.seq, x.left, x.right);
}

template <class Inspector>
auto inspect(Inspector& f, comparison& x) {
  return f(caf::meta::type_name("comparison"), x.common_seq, x.left_head, x.right_head, x.items,
           x.next);
}

template <class Inspector>
auto inspect(Inspector& f, message_page& x) {
  return f(caf::meta::type_name("message_page"), x.items, x.last_seq);
}

template <class Inspector>
auto inspect(Inspector& f, activation& x) {
  return f(caf::meta::type_name("activation"), x.record, x.key, x.log, x.head, x.tail,
           x.open_turns, x.next_turn, x.cascade, x.erased);
}

template <class Inspector>
auto inspect(Inspector& f, replay& x) {
  return f(caf::meta::type_name("replay"), x.found, x.body_digest, x.receipts, x.all_known,
           x.session, x.turn, x.round);
}

template <class Inspector>
auto inspect(Inspector& f, commit_reply& x) {
  return f(caf::meta::type_name("commit_reply"), x.outcome, x.sent);
}

template <class Inspector>
auto inspect(Inspector& f, done&) {
  return f(caf::meta::type_name("done"));
}

template <class Inspector>
auto inspect(Inspector& f, supervisor_status& x) {
  return f(caf::meta::type_name("supervisor_status"), x.live, x.held, x.cool, x.bytes,
           x.failed);
}

}  // namespace parley::protocol
