#pragma once

#include "actors/trees.hpp"

namespace parley::tests {

/// A world with an archive.
struct tier_world : tree_world {
  tier_world() : tree_world(INT64_MAX, archive::memory) {}

  base::result<protocol::migration_status> move(const std::string& id) {
    return take(begin_move(id));
  }
  answer<protocol::migration_status> begin_move(const std::string& id) {
    return begin<protocol::migration_status>(protocol::migrate_atom_v, who(), ref(id));
  }
  base::result<protocol::migration_status> command(protocol::migration_command what) {
    return ask<protocol::migration_status>(protocol::migrate_atom_v, who(), what);
  }
  protocol::migration_status numbers() { return command({}).value(); }

  base::result<protocol::change_reply> reopen(const std::string& id) {
    return take(begin_change(id, domain::reopen_change{}));
  }
  base::result<domain::erasure> blank(const std::string& id, const std::string& name) {
    return ask<domain::erasure>(protocol::blank_atom_v, who(), ref(id),
                                protocol::blank_command{name, {}, {}, {}});
  }

  static bool has(storage::store& in, const storage::session_ref& which) {
    return in.open_reader().value().log->load(which).value().has_value();
  }
  /// Which store has it: "hot", "archive", "both", "none".
  std::string place(const std::string& id = "s1") {
    const bool hot = has(*hot_store, ref(id));
    const bool archived = has(*archive_store, ref(id));
    return hot ? archived ? "both" : "hot" : archived ? "archive" : "none";
  }

  /// Logs that have to do with moves, in both stores: 0 when all came to an end.
  std::size_t moving() {
    std::size_t n = 0;
    for (auto* each : {hot_store, archive_store})
      n += each->open_reader().value().log->moving(0, 100).value().size();
    return n;
  }

  storage::tenant_counts counts() {
    return ask<storage::tenant_counts>(protocol::counts_atom_v, who()).value();
  }

  std::vector<std::string> listed() {
    storage::session_query query;
    query.items_max = 100;
    query.oldest_first = true;
    std::vector<std::string> ids;
    auto page = ask<storage::session_page>(protocol::list_atom_v, who(), query);
    if (!page) return {base::to_string(page.error())};
    for (const auto& view : page->items) ids.push_back(view.record.session_id);
    return ids;
  }
};

}  // namespace parley::tests
