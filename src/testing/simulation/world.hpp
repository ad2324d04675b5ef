#pragma once

#include <algorithm>
#include <memory>
#include <set>

#include "testing/simulation/workload.hpp"

namespace parley::testing::simulation {

/// A request that was answered by nobody this long after the last fault is lost.
inline constexpr std::chrono::seconds answered_within{60};
inline constexpr std::int64_t rest_steps_max = 2'000'000;
inline constexpr int ask_attempts_max = 3;

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
  simulated_stores::opened start_stores();
  void answer_model();
  void pass_to_next_timer();

  // rest.cpp
  void work_off_jobs();
  void check_at_rest();
  void end_retention();
  void end_migration();
  void await_moves();
  void check_moves();
  void await_summaries();
  bool is_due(const place& at);
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
  simulated_stores store_;
  watch rules_;
  workload clients_;
  std::unique_ptr<node> node_;
  std::int64_t lives_ = 0;
  std::int64_t takeovers_ = 0;
  bool healed_ = false;
  std::int64_t taken_for_ = 0;  ///< steps until the other process gives the store back
};

template <class Reply, class... Args>
base::result<Reply> world::ask(Args... args) {
  // What began before the last fault may still be told to try again.
  for (int attempt = 1;; ++attempt) {
    std::optional<base::result<Reply>> answer;
    node_->ask<Reply>([&](base::result<Reply> r) { answer = std::move(r); }, args...);
    const auto from = clock_.monotonic();
    while (!answer && clock_.monotonic() - from < answered_within &&
           events_.step < rest_steps_max)
      move();
    if (!answer) {
      events_.broken("every request is answered", "the world's own");
      return base::fail(base::errc::internal, "", "no answer");
    }
    if (*answer || answer->error().code == base::errc::not_found ||
        answer->error().code == base::errc::erased)
      return std::move(*answer);
    if (attempt == ask_attempts_max) {
      events_.broken("a world without faults answers", base::to_string(answer->error()));
      return std::move(*answer);
    }
    // As long as it was told to, and a moment in any case.
    node_->pass(std::max(std::chrono::milliseconds{2000},
                         std::chrono::milliseconds{answer->error().retry_after_ms}));
  }
}

}  // namespace parley::testing::simulation
