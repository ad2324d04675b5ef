#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "parley/storage/tiered.hpp"
#include "testing/simulation/store.hpp"

namespace parley::testing::simulation {

/// What a simulated world writes into: one store, or with `archive` a hot store and an archive that
/// are read as one. They fail each for itself and end with the same process.
class simulated_stores {
 public:
  simulated_stores(const simulation_scenario& scenario, seeded_entropy& chance,
                   const fake_clock& clock, journal& events);
  ~simulated_stores();

  /// What a process takes when it starts.
  struct opened {
    std::unique_ptr<storage::log_writer> writer;
    std::optional<storage::tier_access> tiers{};  ///< none: there is no archive
  };
  /// For the process that starts now. With an archive it may fail as the stores do: that process
  /// has ended, and `crash` comes before the next.
  base::result<opened> open();
  /// Without the archive; for a world that has failed.
  opened open_hot();
  /// For the process that has opened them.
  storage::read_access open_reader();

  // See simulated_store; of both.
  void crash();
  bool crash_struck() const;
  void heal();
  void take_over();
  bool taken() const { return hot_.taken(); }
  storage::read_access direct();

  /// Into the hot store.
  storage::outcome foreign_commit(storage::submission what);

  /// Each alone, without faults. The archive is there when the scenario wants one.
  storage::read_access direct_hot() { return hot_.direct(); }
  storage::read_access direct_archive() { return archive_->direct(); }
  /// Logs that have to do with moves, in both.
  std::vector<storage::moving_log> moving();

 private:
  std::unique_ptr<storage::tiered_store> tiers_of(
      std::unique_ptr<storage::store> (*as_store)(simulated_store&));

  simulated_store hot_;
  std::optional<simulated_store> archive_;
  std::unique_ptr<storage::tiered_store> process_;  ///< of the one that runs
  std::unique_ptr<storage::tiered_store> world_;    ///< of who meets no faults
};

}  // namespace parley::testing::simulation
