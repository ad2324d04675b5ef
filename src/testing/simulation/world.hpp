#pragma once

#include <memory>
#include <set>

#include "testing/simulation/workload.hpp"

namespace parley::testing::simulation {

/// A request that was answered by nobody this long after the last fault is lost.
inline constexpr std::chrono::seconds answered_within{60};
inline constexpr std::int64_t rest_steps_max = 2'000'000;

/// One simulated world from its beginning to its rest.
class world {
 public:
  world(const simulation_scenario& scenario, std::uint64_t seed,
        const std::function<void(const std::string&)>& line);

  simulation_report run();

 private:
  void turbulence();
  void misfortune();
  void come_to_rest();
  void move();
  void restart();
  void pass_to_next_timer();

  // rest.cpp
  void work_off_jobs();
  void check_at_rest();
  struct recount {
    std::int64_t sessions = 0;
    std::set<std::string> messages;  ///< ids
  };
  void check_place(place& at, std::map<std::string, recount>& counts);
  bool befalls(std::int64_t of_10000) {
    return of_10000 > 0 && chance_.below(10000) < static_cast<std::uint64_t>(of_10000);
  }

  /// Runs the world until the answer is there.
  template <class Reply, class... Args>
  base::result<Reply> ask(Args... args);

  const simulation_scenario& scenario_;
  seeded_entropy chance_;       ///< what happens
  seeded_entropy entropy_;      ///< what the actors draw
  fake_clock clock_;
  journal events_;
  telemetry::counters counters_;
  simulated_store store_;
  watch rules_;
  workload clients_;
  std::unique_ptr<node> node_;
  std::int64_t lives_ = 0;
  std::int64_t takeovers_ = 0;
  std::int64_t taken_for_ = 0;  ///< steps until the other process gives the store back
};

}  // namespace parley::testing::simulation
