#pragma once

#include "parley/protocol/inspect_storage.hpp"
#include "parley/protocol/migration_commands.hpp"

namespace parley::protocol {

template <class Inspector>
auto inspect(Inspector& f, migration_command& x) {
  return f(caf::meta::type_name("migration_command"), x.what, x.interval_s, x.batch, x.rate);
}

template <class Inspector>
auto inspect(Inspector& f, migration_status& x) {
  return f(caf::meta::type_name("migration_status"), x.running, x.interval_s, x.batch, x.rate,
           x.moved, x.messages, x.bytes, x.recalled, x.kept, x.failed, x.lag_s, x.last_error,
           x.last_round);
}

template <class Inspector>
auto inspect(Inspector& f, migration_walk& x) {
  return f(caf::meta::type_name("migration_walk"), x.idle_since, x.tenant, x.of, x.after);
}

template <class Inspector>
auto inspect(Inspector& f, migration_candidate& x) {
  return f(caf::meta::type_name("migration_candidate"), x.session, x.due_since, x.messages);
}

template <class Inspector>
auto inspect(Inspector& f, migration_page& x) {
  return f(caf::meta::type_name("migration_page"), x.items, x.next);
}

template <class Inspector>
auto inspect(Inspector& f, move_result& x) {
  return f(caf::meta::type_name("move_result"), x.session, x.moved, x.why, x.messages, x.bytes);
}

template <class Inspector>
auto inspect(Inspector& f, move_command& x) {
  return f(caf::meta::type_name("move_command"), x.sessions);
}

template <class Inspector>
auto inspect(Inspector& f, move_reply& x) {
  return f(caf::meta::type_name("move_reply"), x.results);
}

}  // namespace parley::protocol
