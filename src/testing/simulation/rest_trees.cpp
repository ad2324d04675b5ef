#include "testing/simulation/workload.hpp"

// What sessions are to one another when everything is at rest.

namespace parley::testing::simulation {

namespace {

constexpr const char* gone = "erased";

}  // namespace

void workload::check_trees(const storage::read_access& stored) {
  std::map<const place*, std::string> statuses;  // of those that were ever made
  for (const auto& at : places_) {
    const auto found = stored.log->load(at.ref).value();
    const auto receipt = stored.log->find_erasure(at.ref).value();
    if (found) statuses[&at] = session_ledger::status_of(found->record);
    if (receipt) statuses[&at] = gone;
    if (found && receipt)
      events_.broken("what was erased is gone", at.ledger.name() + " is stored beside its receipt");
    if (receipt && !receipt->purged_at)
      events_.broken("what was erased is gone", at.ledger.name() + " was never purged");
    if (at.created_at != never && !statuses.contains(&at))
      events_.broken("what was acknowledged is there", at.ledger.name() + " left no trace");
    if (found && erased_at(at) != never)
      events_.broken("what was erased is gone", at.ledger.name() + " is stored");
    if (found && at.parent && (!statuses.contains(at.parent) || statuses[at.parent] == gone))
      events_.broken("a child has its parent", at.ledger.name());
  }
  for (const auto& at : places_) {
    if (!statuses.contains(&at)) continue;
    check_cascades(at, statuses);
    if (at.parent && statuses[&at] != gone) check_reports(at);
  }
}

void workload::check_cascades(const place& at,
                              const std::map<const place*, std::string>& statuses) {
  const auto& status = statuses.at(&at);
  if (status != gone && status != "closed") return;
  // Somebody wanted that of it, or of one above that went the same way to its own end.
  for (const auto* above = &at; above; above = above->parent) {
    const auto found = statuses.find(above);
    const auto now = found == statuses.end() ? "" : found->second;
    if (above->erasures.can_be_there() && now == gone) return;
    if (now == gone && (above->rules->erases() ||
                        persons_.may_reach({above->ref.tenant, above->owner}, above->sent_at)))
      return;
    if (status == gone || !above->closes.can_be_there()) continue;
    if (above == &at || now == "closed" || above->reopens.can_be_there()) return;
  }
  events_.broken("a cascade goes on to its end",
                 at.ledger.name() + " is " + status + " and none above it");
}

void workload::check_reports(const place& child) {
  for (const auto& text : child.ledger.reports)
    if (child.ledger.has(text) != child.parent->ledger.has(text))
      events_.broken("a child's report arrives once",
                     "'" + text + "' of " + child.ledger.name() +
                         (child.ledger.has(text) ? " is not in" : " was never written but is in") +
                         " its parent's history");
}

}  // namespace parley::testing::simulation
