#pragma once

#include <caf/actor_system.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "frontends/http/api/access/door.hpp"
#include "parley/base/clock.hpp"
#include "parley/base/entropy.hpp"
#include "parley/base/limits.hpp"
#include "parley/context/rounds.hpp"
#include "parley/protocol/feed.hpp"
#include "parley/protocol/interfaces.hpp"
#include "parley/protocol/keys.hpp"
#include "parley/telemetry/counters.hpp"

namespace parley::frontends::http::api {

struct operations;  ///< see operations.hpp

/// A service that the node depends on besides its store.
struct dependency_status {
  std::string name;
  bool up = false;
  std::string detail;  ///< why it is down
};

/// Actions over Redis, since the start.
struct actions_status {
  std::string state;  ///< active, standby, away
  std::uint64_t in_flight = 0;
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::uint64_t dead_letters = 0;
};

/// What /v1/status shows of a node besides what the API asks for itself.
struct node_status {
  std::chrono::microseconds uptime{0};
  std::map<std::string, std::string> drivers;  ///< role to driver: {"store", "sqlite"}
  std::string durability{};  ///< of the store, see storage::store::durability
  std::vector<std::string> features;
  telemetry::duration_stats::snapshot creation;
  std::optional<std::int64_t> index_behind{};  ///< messages that the search index lacks; none: no index
  std::vector<dependency_status> dependencies{};
  std::optional<actions_status> actions{};  ///< none: they are off
};

/// What the API works with. The references must outlive the actor system's last answer.
struct options {
  caf::actor_system& system;
  protocol::supervisor_actor supervisor;
  base::limits limits;
  const base::clock& clock;
  base::entropy& entropy;
  context::round_rules rounds;
  std::function<node_status()> status;  ///< called on any thread; absent: an empty status
  protocol::feed_actor feed{};          ///< none: there are no live streams
  protocol::keys_actor keys{};          ///< none: nobody keeps keys
  std::shared_ptr<http::api::door> door{};  ///< null: one that lets everybody in
  std::shared_ptr<api::operations> operations{};  ///< none: nothing is counted or logged
};

}  // namespace parley::frontends::http::api
