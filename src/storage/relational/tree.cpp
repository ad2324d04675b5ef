#include "storage/relational/transaction.hpp"

#include "storage/refusal.hpp"

namespace parley::storage::relational {

std::optional<std::string> leaving_tree(transaction& tx, const session_ref& session) {
  auto above = session;
  for (auto left = tx.limits().tree_depth; left > 0; --left) {
    if (tx.rows().has_cascade(above)) return above.id;
    const auto found = tx.rows().place_of(above);
    if (!found || !found->parent) break;
    above.id = *found->parent;
  }
  return std::nullopt;
}

std::optional<base::status> no_place(transaction& tx, const domain::session& child,
                                     std::int64_t children_max) {
  auto& rows = tx.rows();
  const session_ref above{child.tenant_id, *child.parent_session_id};
  const auto parent = rows.place_of(above);
  if (!parent)
    return rows.is_erased(above) ? refusal::erased(above.id, "parent_session_id")
                                 : refusal::no_parent(above.id);
  if (parent->status != domain::session_status::active)
    return refusal::parent_takes_no_child(parent->status);
  if (rows.count_children(above, children_max) >= children_max)
    return refusal::too_many_children(children_max);
  if (const auto leaving = leaving_tree(tx, above)) return refusal::parent_is_leaving(*leaving);
  return std::nullopt;
}

}  // namespace parley::storage::relational
