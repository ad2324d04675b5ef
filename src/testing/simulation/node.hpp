#pragma once

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "actors/environment.hpp"
#include "frontends/gateway/ask.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "testing/simulation/model.hpp"
#include "testing/simulation/stores.hpp"
#include "testing/simulation/watch.hpp"

namespace parley::testing::simulation {

/// One life of the simulated process: the real actors, moved one message at a time. Destroying it is
/// the end of the process: nothing that it still does has an effect.
class node {
 public:
  node(actors::environment_ptr env, simulated_stores& stores, simulated_stores::opened with,
       fake_clock& clock, seeded_entropy& chance, journal& events, watch& rules);
  ~node();

  /// An actor, chosen by chance among those that can, handles one message. False: none can.
  bool step();
  /// When the next timer is due, on base::clock::monotonic().
  std::optional<std::chrono::microseconds> next_timer() const;
  /// Time passes; timers that are due fire.
  void pass(std::chrono::microseconds time);

  /// The writer or a reader handles nothing for so many steps.
  void stall(std::int64_t steps);
  /// Some session's actor dies. False: none lives.
  bool kill_session();

  const actors::environment& environment() const { return *env_; }
  /// What makes the summaries; it has no jobs unless the scenario wants some.
  simulated_model& model() { return *model_; }

  /// Called when a session learns what was committed.
  std::function<void(const protocol::commit_reply&)> told_committed;

  /// Calls `done` once, in the step in which the answer is given.
  template <class Reply, class... Args>
  void ask(std::function<void(base::result<Reply>)> done, Args... args) {
    frontends::gateway::ask<Reply>(*system_, supervisor_, std::move(done), std::move(args)...);
  }

 private:
  enum class kind { supervisor, session, writer, reader, other, mover };

  struct known_actor {
    kind what = kind::other;
    std::uint64_t number = 0;  ///< in the order in which they first handled a message
    caf::strong_actor_ptr keep;
    std::optional<storage::session_ref> session;
    bool killed = false;
  };

  struct config : caf::actor_system_config {
    config();
  };

  void spawn_helpers(const protocol::writer_actor& writer, const protocol::reader_actor& reader,
                     const protocol::clock_actor& timer);
  void spawn_mover(const protocol::writer_actor& writer, const protocol::clock_actor& timer,
                   storage::tier_access tiers);
  known_actor& know(caf::scheduled_actor& actor);
  std::uint64_t number_of(const caf::strong_actor_ptr& actor) const;
  std::size_t choose();
  void look_at(const known_actor& who, const caf::mailbox_element& element);
  void look_after(caf::scheduled_actor& actor, known_actor& who);
  void check_bounds(caf::scheduled_actor& actor, const known_actor& who);

  actors::environment_ptr env_;
  fake_clock& clock_;
  seeded_entropy& chance_;
  journal& events_;
  watch& rules_;
  std::map<caf::actor_id, known_actor> actors_;
  std::uint64_t next_number_ = 0;
  std::uint64_t stalled_ = 0;  ///< number of the actor
  std::int64_t stalled_steps_ = 0;

  config config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::scheduler::test_coordinator* scheduler_;
  protocol::supervisor_actor supervisor_;
  protocol::courier_actor courier_;
  protocol::mover_actor mover_;  ///< none: there is no archive
  protocol::migration_actor migration_;
  std::shared_ptr<simulated_model> model_;
};

}  // namespace parley::testing::simulation
