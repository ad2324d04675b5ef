#pragma once

#include "parley/protocol/inspect_storage.hpp"
#include "parley/protocol/store_commands.hpp"

namespace parley::domain {

template <class Inspector>
auto inspect(Inspector& f, retention_rule& x) {
  return f(caf::meta::type_name("retention_rule"), x.name, x.status, x.type, x.role, x.user,
           x.idle_days, x.keep);
}

template <class Inspector>
auto inspect(Inspector& f, retention_policy& x) {
  return f(caf::meta::type_name("retention_policy"), x.rules);
}

}  // namespace parley::domain

namespace parley::storage {

template <class Inspector>
auto inspect(Inspector& f, search_query& x) {
  return f(caf::meta::type_name("search_query"), x.tenant, x.text, x.session, x.user, x.before,
           x.items_max, x.rows_examined_max);
}

template <class Inspector>
auto inspect(Inspector& f, search_hit& x) {
  return f(caf::meta::type_name("search_hit"), x.session_id, x.seq, x.snippet, x.score);
}

template <class Inspector>
auto inspect(Inspector& f, search_page& x) {
  return f(caf::meta::type_name("search_page"), x.items, x.next, x.indexed_upto);
}

template <class Inspector>
auto inspect(Inspector& f, index_state& x) {
  return f(caf::meta::type_name("index_state"), x.behind, x.indexed_upto);
}

template <class Inspector>
auto inspect(Inspector& f, statistics_query& x) {
  return f(caf::meta::type_name("statistics_query"), x.tenant, x.agent, x.from, x.to);
}

template <class Inspector>
auto inspect(Inspector& f, day_statistics& x) {
  return f(caf::meta::type_name("day_statistics"), x.day, x.sessions, x.messages, x.characters);
}

template <class Inspector>
auto inspect(Inspector& f, statistics& x) {
  return f(caf::meta::type_name("statistics"), x.active, x.closed, x.archived, x.length,
           x.duration_us, x.days, x.agents);
}

template <class Inspector>
auto inspect(Inspector& f, sent_messages& x) {
  return f(caf::meta::type_name("sent_messages"), x.session, x.seqs, x.turns);
}

template <class Inspector>
auto inspect(Inspector& f, person_receipt& x) {
  return f(caf::meta::type_name("person_receipt"), x.receipt, x.upto);
}

template <class Inspector>
auto inspect(Inspector& f, sent_page& x) {
  return f(caf::meta::type_name("sent_page"), x.items, x.next);
}

}  // namespace parley::storage

namespace parley::protocol {

template <class Inspector>
auto inspect(Inspector& f, blank_command& x) {
  return f(caf::meta::type_name("blank_command"), x.name, x.seqs, x.turns, x.part_of);
}

template <class Inspector>
auto inspect(Inspector& f, blank_group& x) {
  return f(caf::meta::type_name("blank_group"), x.seq, x.seqs, x.receipt);
}

template <class Inspector>
auto inspect(Inspector& f, person_facts& x) {
  return f(caf::meta::type_name("person_facts"), x.receipt, x.asked, x.sent);
}

template <class Inspector>
auto inspect(Inspector& f, setting_list& x) {
  return f(caf::meta::type_name("setting_list"), x.items);
}

template <class Inspector>
auto inspect(Inspector& f, reload_command& x) {
  return f(caf::meta::type_name("reload_command"), x.sessions, x.seqs);
}

template <class Inspector>
auto inspect(Inspector& f, retention_command& x) {
  return f(caf::meta::type_name("retention_command"), x.put, x.dry_run);
}

template <class Inspector>
auto inspect(Inspector& f, retention_count& x) {
  return f(caf::meta::type_name("retention_count"), x.rule, x.keep, x.sessions, x.messages,
           x.first);
}

template <class Inspector>
auto inspect(Inspector& f, retention_reply& x) {
  return f(caf::meta::type_name("retention_reply"), x.policy, x.counts, x.looked_at, x.complete);
}

}  // namespace parley::protocol
