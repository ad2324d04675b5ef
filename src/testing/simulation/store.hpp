#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "parley/storage/store.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/faulty_store.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "testing/simulation/journal.hpp"

namespace parley::testing::simulation {

/// A store of a simulated world: the memory driver, whose commits and reads go wrong as the
/// scenario says. It outlives the processes that open it; what a handle of an ended process asks for
/// has no effect.
class simulated_store {
 public:
  /// `name` is what the trace calls it.
  simulated_store(std::string name, const simulation_scenario& scenario, seeded_entropy& chance,
                  const fake_clock& clock, journal& events);
  ~simulated_store();

  /// For the process that starts now. Its epoch is above all before.
  std::unique_ptr<storage::log_writer> open_writer();
  storage::read_access open_reader();

  /// The process has ended, the machine perhaps too: what was not decided or not durable is decided.
  void crash();
  /// A commit ended the process: nothing that it answered may be heard.
  bool crash_struck() const { return crash_struck_; }

  /// From now on nothing fails.
  void heal() { healed_ = true; }

  /// Another process takes the store; the one that had it can write no more.
  void take_over();
  bool taken() const { return taken_; }
  /// What the other process writes.
  storage::outcome foreign_commit(storage::submission what);

  /// Without faults, for the world itself.
  storage::read_access direct();

 private:
  class writer;
  struct store_clock;

  std::vector<storage::outcome> commit(std::uint64_t life,
                                       std::span<const storage::submission> batch);
  std::vector<storage::outcome> apply(std::span<const storage::submission> batch);
  void settle();
  void undo_unsynced();
  void open_inner();
  bool read_fails();
  bool befalls(std::int64_t of_10000) {
    return of_10000 > 0 && chance_.below(10000) < static_cast<std::uint64_t>(of_10000);
  }

  const std::string name_;
  const simulation_scenario& scenario_;
  seeded_entropy& chance_;
  const fake_clock& clock_;
  journal& events_;
  std::unique_ptr<store_clock> store_clock_;
  std::unique_ptr<storage::store> store_;
  std::unique_ptr<storage::log_writer> inner_;
  std::shared_ptr<fault_script> reads_;
  std::vector<storage::submission> late_;  ///< of a failed sync: not to be seen, and there after a crash, perhaps

  /// Only when commits may be unsynced: all of them, to rebuild the store from those that were.
  struct written {
    base::timestamp at;
    std::vector<storage::submission> batch;
  };
  std::vector<written> history_;
  std::size_t synced_ = 0;

  std::uint64_t life_ = 0;
  bool crash_struck_ = false;
  bool healed_ = false;
  bool taken_ = false;
};

}  // namespace parley::testing::simulation
