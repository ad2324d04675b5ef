#include <algorithm>

#include "testing/simulation/world.hpp"

// What is left when every fault is over.

namespace parley::testing::simulation {

namespace {

/// Work that is tried again and again comes this long after its last failure, several one by one.
constexpr std::chrono::minutes worked_off_within{10};

}  // namespace

void world::work_off_jobs() {
  auto access = store_.direct();
  const auto until = clock_.monotonic() + worked_off_within;
  const auto waiting = [&] {
    return access.jobs->due(clock_.now() + std::chrono::hours{24}, 1)->items;
  };
  auto jobs = waiting();
  while (!jobs.empty() && clock_.monotonic() < until && events_.step < rest_steps_max) {
    move();
    jobs = waiting();
  }
  if (!jobs.empty())
    events_.broken("promised work is done", std::string(to_string(jobs[0].kind)) + " of " +
                                                jobs[0].session_id + ": " + jobs[0].reason);
  for (auto& at : clients_.places())
    if (const auto dead = access.jobs->dead({at.ref.tenant, {}, 1}); !dead->empty())
      events_.broken("promised work is done", "a dead letter of " + (*dead)[0].session_id + ", " +
                                                  std::string(to_string((*dead)[0].kind)) + ": " +
                                                  (*dead)[0].reason);
}

void world::check_at_rest() {
  if (scenario_.retention_s > 0) end_retention();
  if (scenario_.archive > 0) end_migration();
  work_off_jobs();
  // Turns that nobody goes on with end: their sessions wake up by themselves.
  const auto open = [&] {
    auto access = store_.direct();
    std::int64_t turns = 0;
    for (auto& at : clients_.places())
      if (const auto found = access.log->load(at.ref); found && *found)
        turns += static_cast<std::int64_t>((*found)->open_turns.size());
    return turns;
  };
  // A lease that is over starts the next turn that waits: one lease for each.
  const auto until = clock_.monotonic() +
                     std::chrono::milliseconds{scenario_.lease_ms + 5000} * (1 + open());
  while (open() > 0 && clock_.monotonic() < until && !events_.failed()) move();
  if (scenario_.summaries > 0) await_summaries();
  if (scenario_.archive > 0) await_moves();
  std::map<std::string, recount> counts;
  for (auto& at : clients_.places()) {
    if (events_.failed()) return;
    check_place(at, counts);
  }
  clients_.check_trees(store_.direct());
  clients_.check_erased(store_.direct());
  if (scenario_.archive > 0) check_moves();
  for (const auto& [tenant, expected] : counts) {
    const auto told = ask<storage::tenant_counts>(protocol::counts_atom_v,
                                                  protocol::caller{tenant, "", "", {}});
    const auto messages = static_cast<std::int64_t>(expected.messages.size());
    if (told && (told->sessions != expected.sessions || told->messages != messages))
      events_.broken("counts equal a recount",
                     tenant + ": " + std::to_string(told->sessions) + " sessions, " +
                         std::to_string(told->messages) + " messages; there are " +
                         std::to_string(expected.sessions) + " and " +
                         std::to_string(messages));
  }
}

void world::check_place(place& at, std::map<std::string, recount>& counts) {
  auto& expected = counts[at.ref.tenant];
  const protocol::caller who{at.ref.tenant, "", "", {}};
  const auto view = ask<domain::session_view>(protocol::get_atom_v, who, at.ref);
  auto access = store_.direct();
  const auto stored = access.log->load(at.ref);
  if (!view) {
    if (at.ledger.created && !workload::may_be_erased(at))
      events_.broken("what was acknowledged is there", at.ledger.name() + " is gone");
    if (*stored) events_.broken("what is stored is shown", at.ledger.name());
    return;
  }
  if (!*stored) return events_.broken("what is shown is stored", at.ledger.name());
  at.ledger.shown_record(view->record, never - 1, never - 1);
  if (view->record.revision < at.ledger.revision_floor())
    events_.broken("revisions grow", at.ledger.name() + " ends below one that was told");
  storage::page_request all;
  all.after = 0;
  all.items_max = 1'000'000;
  const auto page = ask<protocol::message_page>(protocol::page_atom_v, who, at.ref, all);
  all.upto = (*stored)->head.last_seq;
  const auto rows = access.log->page((*stored)->log, all);
  if (!page) return;
  if (page->items != *rows)
    events_.broken("what is shown is stored", at.ledger.name() + ": the history");
  at.ledger.shown_page(all, *page, at.ledger.floor(), true, never);
  at.ledger.check_history(page->items);
  at.ledger.check_units(at.units);
  const auto turns = ask<protocol::turn_page>(protocol::list_turns_atom_v, who, at.ref,
                                              std::int64_t{0}, std::int64_t{1'000'000});
  if (turns) {
    at.ledger.check_turns(turns->items, view->record, page->items);
    clients_.counted.turns += static_cast<std::int64_t>(turns->items.size());
  }
  if (scenario_.summaries > 0) {
    const auto made = ask<protocol::summary_page>(protocol::summaries_atom_v, who, at.ref,
                                                  std::int64_t{0}, std::int64_t{1'000'000});
    if (made) clients_.check_summaries(at, made->items, page->items);
  }
  ++expected.sessions;
  // Those that forks share are stored once.
  for (const auto& m : page->items) expected.messages.insert(m.message_id);
  clients_.counted.messages += static_cast<std::int64_t>(page->items.size());
}

}  // namespace parley::testing::simulation
