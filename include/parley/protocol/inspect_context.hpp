#pragma once

#include "parley/protocol/context_commands.hpp"
#include "parley/protocol/inspect_storage.hpp"

namespace parley::context {

template <class Inspector>
auto inspect(Inspector& f, prior_message& x) {
  return f(caf::meta::type_name("prior_message"), x.role, x.content, x.cut);
}

template <class Inspector>
auto inspect(Inspector& f, view_summary& x) {
  return f(caf::meta::type_name("view_summary"), x.id, x.text, x.to_seq);
}

template <class Inspector>
auto inspect(Inspector& f, prior_section& x) {
  return f(caf::meta::type_name("prior_section"), x.summary, x.messages);
}

template <class Inspector>
auto inspect(Inspector& f, view_request& x) {
  return f(caf::meta::type_name("view_request"), x.max_tokens, x.reserve, x.as_participant,
           x.retrieved, x.system_prompt, x.current_prompt_seq, x.pending, x.tools);
}

template <class Inspector>
auto inspect(Inspector& f, chat_call& x) {
  return f(caf::meta::type_name("chat_call"), x.id, x.name, x.arguments);
}

template <class Inspector>
auto inspect(Inspector& f, chat_message& x) {
  return f(caf::meta::type_name("chat_message"), x.role, x.content, x.name, x.calls, x.call_id);
}

template <class Inspector>
auto inspect(Inspector& f, left_out_range& x) {
  return f(caf::meta::type_name("left_out_range"), x.from_seq, x.to_seq, x.reason);
}

template <class Inspector>
auto inspect(Inspector& f, section_tokens& x) {
  return f(caf::meta::type_name("section_tokens"), x.system, x.retrieved, x.summary, x.messages,
           x.tools, x.reserve, x.total);
}

template <class Inspector>
auto inspect(Inspector& f, included_messages& x) {
  return f(caf::meta::type_name("included_messages"), x.from_seq, x.to_seq, x.messages);
}

template <class Inspector>
auto inspect(Inspector& f, context_report& x) {
  return f(caf::meta::type_name("context_report"), x.counter, x.exact, x.budget, x.tokens,
           x.included, x.left_out, x.summary_id, x.pending, x.summary_due, x.retrieved_cut,
           x.prior_messages);
}

template <class Inspector>
auto inspect(Inspector& f, context_view& x) {
  return f(caf::meta::type_name("context_view"), x.messages, x.report);
}

}  // namespace parley::context

namespace parley::protocol {

template <class Inspector>
auto inspect(Inspector& f, summarize_command& x) {
  return f(caf::meta::type_name("summarize_command"), x.round, x.external_keys, x.wait, x.again,
           x.reason);
}

template <class Inspector>
auto inspect(Inspector& f, summarize_reply& x) {
  return f(caf::meta::type_name("summarize_reply"), x.queued, x.summary);
}

template <class Inspector>
auto inspect(Inspector& f, apply_summary& x) {
  return f(caf::meta::type_name("apply_summary"), x.order, x.characters);
}

template <class Inspector>
auto inspect(Inspector& f, summary_need& x) {
  return f(caf::meta::type_name("summary_need"), x.last_seq, x.latest_round, x.latest_to_seq,
           x.latest_characters, x.stale_to, x.characters);
}

template <class Inspector>
auto inspect(Inspector& f, summary_source& x) {
  return f(caf::meta::type_name("summary_source"), x.round, x.state, x.messages, x.more,
           x.characters, x.again, x.previous);
}

template <class Inspector>
auto inspect(Inspector& f, summary_page& x) {
  return f(caf::meta::type_name("summary_page"), x.items, x.more);
}

template <class Inspector>
auto inspect(Inspector& f, window_facts& x) {
  return f(caf::meta::type_name("window_facts"), x.session, x.log, x.summary, x.first, x.prior);
}

template <class Inspector>
auto inspect(Inspector& f, context_command& x) {
  return f(caf::meta::type_name("context_command"), x.view, x.model);
}

}  // namespace parley::protocol
