#pragma once

#include "parley/protocol/inspect_storage.hpp"
#include "parley/protocol/tree_commands.hpp"

namespace parley::protocol {

template <class Inspector>
auto inspect(Inspector& f, session_facts& x) {
  return f(caf::meta::type_name("session_facts"), x.session, x.erased);
}

template <class Inspector>
auto inspect(Inspector& f, tree_request& x) {
  return f(caf::meta::type_name("tree_request"), x.depth_max, x.nodes_max, x.due);
}

template <class Inspector>
auto inspect(Inspector& f, session_tree& x) {
  return f(caf::meta::type_name("session_tree"), x.nodes, x.above, x.truncated);
}

template <class Inspector>
auto inspect(Inspector& f, settle_command& x) {
  return f(caf::meta::type_name("settle_command"), x.operation, x.reason, x.part_of);
}

template <class Inspector>
auto inspect(Inspector& f, erase_command& x) {
  return f(caf::meta::type_name("erase_command"), x.if_revision, x.part_of, x.idle_since);
}

template <class Inspector>
auto inspect(Inspector& f, letter_command& x) {
  return f(caf::meta::type_name("letter_command"), x.id, x.requeue);
}

template <class Inspector>
auto inspect(Inspector& f, letter_page& x) {
  return f(caf::meta::type_name("letter_page"), x.items, x.next);
}

}  // namespace parley::protocol
