#pragma once

// How the values of the lower layers travel between actors: field by field, in declaration order.

#include "parley/base/status.hpp"
#include "parley/domain/agent_message.hpp"
#include "parley/domain/change.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"
#include "parley/domain/summary.hpp"
#include "parley/domain/tree.hpp"
#include "parley/domain/turn_desk.hpp"
#include "parley/protocol/caf_std.hpp"

namespace parley::base {

template <class Inspector>
auto inspect(Inspector& f, status& x) {
  return f(caf::meta::type_name("status"), x.code, x.field, x.text, x.retry_after_ms);
}

}  // namespace parley::base

namespace parley::domain {

template <class Inspector>
auto inspect(Inspector& f, cascade& x) {
  return f(caf::meta::type_name("cascade"), x.operation, x.reason, x.part_of, x.key, x.route,
           x.body_digest);
}

template <class Inspector>
auto inspect(Inspector& f, json_text& x) {
  return f(caf::meta::type_name("json"), x.text);
}

template <class Inspector>
auto inspect(Inspector& f, participant& x) {
  return f(caf::meta::type_name("participant"), x.id, x.type, x.role, x.metadata, x.joined_at,
           x.left_at, x.extra);
}

template <class Inspector>
auto inspect(Inspector& f, fork_origin& x) {
  return f(caf::meta::type_name("fork_origin"), x.session_id, x.seq);
}

template <class Inspector>
auto inspect(Inspector& f, session& x) {
  return f(caf::meta::type_name("session"), x.session_id, x.tenant_id, x.conversation_id, x.user_id,
           x.type, x.session_key, x.participants, x.parent_session_id, x.root_session_id, x.depth,
           x.status, x.created_at, x.touched_at, x.closed_at, x.turn_count, x.round,
           x.system_prompt, x.forked_from, x.continues, x.revision, x.metadata, x.format_version, x.extra);
}

template <class Inspector>
auto inspect(Inspector& f, head& x) {
  return f(caf::meta::type_name("head"), x.last_seq, x.last_append);
}

template <class Inspector>
auto inspect(Inspector& f, session_view& x) {
  return f(caf::meta::type_name("session_view"), x.record, x.at);
}

template <class Inspector>
auto inspect(Inspector& f, message& x) {
  return f(caf::meta::type_name("message"), x.seq, x.message_id, x.id_suffix, x.sender_id, x.role,
           x.content, x.tool_calls, x.tool_call_id, x.name, x.timestamp, x.status, x.metadata,
           x.item, x.received_at, x.body_digest, x.extra);
}

template <class Inspector>
auto inspect(Inspector& f, agent_message& x) {
  return f(caf::meta::type_name("agent_message"), x.message_id, x.session_key, x.sender_id,
           x.sender_type, x.sender_role, x.recipient_id, x.recipient_type, x.recipient_role,
           x.content, x.type, x.timestamp, x.metadata, x.extra);
}

template <class Inspector>
auto inspect(Inspector& f, draft& x) {
  return f(caf::meta::type_name("draft"), x.text, x.ends);
}

template <class Inspector>
auto inspect(Inspector& f, turn& x) {
  return f(caf::meta::type_name("turn"), x.turn_id, x.ordinal, x.state, x.question, x.answer_id,
           x.draft, x.lease_until, x.touched_at, x.reason, x.parked_by);
}

template <class Inspector>
auto inspect(Inspector& f, turn_ending& x) {
  return f(caf::meta::type_name("turn_ending"), x.state, x.content, x.tool_calls, x.reason);
}

template <class Inspector>
auto inspect(Inspector& f, turn_view& x) {
  return f(caf::meta::type_name("turn_view"), x.turn, x.position, x.question, x.answer);
}

template <class Inspector>
auto inspect(Inspector& f, session_request& x) {
  return f(caf::meta::type_name("session_request"), x.session_id, x.conversation_id, x.user_id,
           x.type, x.participants, x.parent_session_id, x.system_prompt, x.metadata);
}

template <class Inspector>
auto inspect(Inspector& f, session_patch& x) {
  return f(caf::meta::type_name("session_patch"), x.user_id, x.system_prompt, x.metadata);
}

template <class Inspector>
auto inspect(Inspector& f, close_change& x) {
  return f(caf::meta::type_name("close"), x.reason);
}

template <class Inspector>
auto inspect(Inspector& f, reopen_change& x) {
  return f(caf::meta::type_name("reopen"), x.reason);
}

template <class Inspector>
auto inspect(Inspector& f, patch_change& x) {
  return f(caf::meta::type_name("patch"), x.patch);
}

template <class Inspector>
auto inspect(Inspector& f, set_metadata_change& x) {
  return f(caf::meta::type_name("set_metadata"), x.key, x.value);
}

template <class Inspector>
auto inspect(Inspector& f, remove_metadata_change& x) {
  return f(caf::meta::type_name("remove_metadata"), x.key);
}

template <class Inspector>
auto inspect(Inspector& f, join_change& x) {
  return f(caf::meta::type_name("join"), x.who);
}

template <class Inspector>
auto inspect(Inspector& f, leave_change& x) {
  return f(caf::meta::type_name("leave"), x.participant_id);
}

template <class Inspector>
auto inspect(Inspector& f, archive_change& x) {
  return f(caf::meta::type_name("archive"), x.reason);
}

template <class Inspector>
auto inspect(Inspector& f, place_change& x) {
  return f(caf::meta::type_name("place"), x.parent, x.root, x.depth);
}

template <class Inspector>
auto inspect(Inspector& f, erasure& x) {
  return f(caf::meta::type_name("erasure"), x.receipt_id, x.kind, x.subject, x.sessions, x.messages,
           x.summaries, x.tasks, x.forks, x.invisible_at, x.purged_at);
}

template <class Inspector>
auto inspect(Inspector& f, summary& x) {
  return f(caf::meta::type_name("summary"), x.summary_id, x.round, x.from_seq, x.to_seq, x.is_meta,
           x.stale, x.text, x.model, x.created_at, x.previous_summary_id, x.reason, x.messages,
           x.external_keys);
}

}  // namespace parley::domain
