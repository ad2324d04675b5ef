#include "testing/simulation/world.hpp"

// Moves when everything is at rest: each session is in one store, and nothing is left of its way.

namespace parley::testing::simulation {

namespace {

/// The mover tries again after seconds, and what departed is kept for minutes.
constexpr std::chrono::minutes moved_within{15};

std::string described(const storage::moving_log& m) {
  return m.session.tenant + "/" + m.session.id + ", log " + std::to_string(m.log) + ", state " +
         std::to_string(static_cast<int>(m.state));
}

}  // namespace

void world::end_migration() {
  const protocol::caller who{clients_.places().front().ref.tenant, "", "", {}};
  (void)ask<protocol::migration_status>(
      protocol::migrate_atom_v, who,
      protocol::migration_command{protocol::migration_command::act::stop, {}, {}, {}});
}

void world::await_moves() {
  const auto until = clock_.monotonic() + moved_within;
  auto left = store_.moving();
  while (!left.empty() && clock_.monotonic() < until && !events_.failed()) {
    for (int i = 0; i < 10; ++i) move();
    left = store_.moving();
  }
  if (!left.empty()) events_.broken("a move comes to its end", described(left.front()));
}

void world::check_moves() {
  auto hot = store_.direct_hot();
  auto archive = store_.direct_archive();
  for (const auto& at : clients_.places())
    if (*hot.log->load(at.ref) && *archive.log->load(at.ref))
      events_.broken("a session is in one store", at.ledger.name());
  if (const auto jobs = archive.jobs->due(clock_.now() + std::chrono::hours{24}, 1)->items;
      !jobs.empty())
    events_.broken("a move comes to its end", "a job of " + jobs.front().session_id);
}

}  // namespace parley::testing::simulation
