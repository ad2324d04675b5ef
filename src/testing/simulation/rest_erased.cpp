#include "testing/simulation/world.hpp"

// What was erased, when everything is at rest: its receipts, and that no rule erased more than it
// says.

namespace parley::testing::simulation {

namespace {

/// Erasing that rules began before they were removed ends in this time.
constexpr std::chrono::seconds rules_end_within{30};

}  // namespace

void workload::check_erased(const storage::read_access& stored) {
  for (const auto& [of, receipt_id] : blanked_) {
    const auto& [at, seq] = of;
    if (!stored.log->load(at->ref).value()) continue;  // the session's receipt is the one that counts
    const auto what = at->ledger.name() + "/" + std::to_string(seq);
    const auto receipt = stored.log->find_blanked(at->ref, seq).value();
    if (!receipt || receipt->receipt_id != receipt_id)
      events_.broken("an erasure has one receipt", what);
    else if (!receipt->purged_at || *receipt->purged_at < receipt->invisible_at)
      events_.broken("what was erased is gone", what + " was never purged");
  }
  for (const auto& name : persons_.acknowledged_ones()) {
    const auto receipt = stored.log->find_person(name.first, name.second).value();
    if (!receipt || receipt->receipt.invisible_at == base::timestamp{})
      events_.broken("an erasure has one receipt", name.first + "/" + name.second);
    else if (!receipt->receipt.purged_at)
      events_.broken("what was erased is gone", name.second + " was never purged");
  }
  for (const auto& at : places_) {
    const auto receipt = stored.log->find_erasure(at.ref).value();
    bool asked = !receipt;
    // What is below one that goes was not used either when that was decided; see README.md.
    for (const auto* p = &at; p && !asked; p = p->parent)
      asked = p->erasures.can_be_there() ||
              persons_.may_reach({p->ref.tenant, p->owner}, p->sent_at) ||
              p->rules->may_erase(receipt->invisible_at, p->active_from);
    if (!asked)
      events_.broken("rules erase what they say", at.ledger.name() + " was used in that time");
  }
}

void world::end_retention() {
  std::set<std::string> tenants;
  for (const auto& at : clients_.places()) tenants.insert(at.ref.tenant);
  for (const auto& tenant : tenants) {
    protocol::retention_command none;
    none.put.emplace();
    (void)ask<protocol::retention_reply>(protocol::retain_atom_v,
                                         protocol::caller{tenant, "", "", {}}, none);
  }
  const auto until = clock_.monotonic() + rules_end_within;
  while (clock_.monotonic() < until && !events_.failed()) move();
}

}  // namespace parley::testing::simulation
