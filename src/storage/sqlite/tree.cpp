#include "storage/sqlite/tree.hpp"

#include "storage/refusal.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

bool transaction::has_descendant(const session_ref& session, subtree_guard guard) {
  if (guard == subtree_guard::none) return false;
  running row{sql_.descendant};
  row->bind_all(std::string_view{session.tenant}, std::string_view{session.id},
                static_cast<std::int64_t>(guard));
  return row->step();
}

std::optional<tree_place> transaction::find_place(const std::string& tenant,
                                                  const std::string& id) {
  running row{sql_.place};
  row->bind_all(std::string_view{tenant}, std::string_view{id});
  if (!row->step()) return std::nullopt;
  return tree_place{static_cast<domain::session_status>(row->integer(0)), row->optional_text(1)};
}

std::int64_t transaction::count_children(const std::string& tenant, const std::string& id,
                                         std::int64_t most) {
  running row{sql_.count_children};
  row->bind_all(std::string_view{tenant}, std::string_view{id}, most);
  return row->step() ? row->integer(0) : 0;
}

bool transaction::has_cascade(const std::string& tenant, const std::string& id) {
  running row{sql_.cascade};
  row->bind_all(std::string_view{tenant}, std::string_view{id});
  return row->step();
}

std::int64_t transaction::add(const job& j) {
  const auto id = take(next_job_);
  bind_job(sql_.add_job, id, j);
  sql_.add_job.run();
  return id;
}

void transaction::put(const job& j) {
  sql_.put_job.bind_all(j.id, j.attempts, base::to_micros(j.not_before),
                        static_cast<std::int64_t>(j.state), std::string_view{j.reason});
  sql_.put_job.run();
}

void transaction::remove_job(std::int64_t id) {
  sql_.remove_job.bind_all(id);
  sql_.remove_job.run();
}

std::optional<base::status> no_place(transaction& tx, const domain::session& child,
                                     std::int64_t children_max) {
  const auto& tenant = child.tenant_id;
  auto above = child.parent_session_id;
  const auto parent = tx.find_place(tenant, *above);
  if (!parent)
    return tx.is_erased(tenant, *above) ? refusal::erased(*above, "parent_session_id")
                                        : refusal::no_parent(*above);
  if (parent->status != domain::session_status::active)
    return refusal::parent_takes_no_child(parent->status);
  if (tx.count_children(tenant, *above, children_max) >= children_max)
    return refusal::too_many_children(children_max);
  for (auto left = tx.limits().tree_depth; above && left > 0; --left) {
    if (tx.has_cascade(tenant, *above)) return refusal::parent_is_leaving(*above);
    const auto found = tx.find_place(tenant, *above);
    if (!found) break;
    above = found->parent;
  }
  return std::nullopt;
}

}  // namespace parley::storage::sqlite
