#pragma once

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "actors/environment.hpp"
#include "actors/publisher.hpp"
#include "frontends/actions/front.hpp"
#include "frontends/http/api/api.hpp"
#include "frontends/http/api/operations.hpp"
#include "frontends/http/transport/server.hpp"
#include "parley/domain/key_ring.hpp"
#include "parley/models/summarizer.hpp"
#include "parley/protocol/keys.hpp"
#include "parley/protocol/timeline.hpp"
#include "parley/runtime/node.hpp"
#include "parley/storage/store.hpp"
#include "parley/storage/tiered.hpp"
#include "runtime/checkup.hpp"
#include "runtime/watched_writer.hpp"

namespace parley::runtime {

/// CAF's configuration for a node.
struct system_config : caf::actor_system_config {
  system_config();
};

/// What a node consists of, in the order of its stages: each member is made after those above it
/// and gone before them.
class node::impl {
 public:
  explicit impl(config::settings given) : settings(std::move(given)) {}
  ~impl() { stop(); }

  base::result<void> start(const overrides& replaced);
  bool asks_for_keys() const { return door && door->rules.required(); }
  base::result<std::uint16_t> serve();
  base::result<void> reload();
  void stop();

  config::settings settings;
  telemetry::counters counters;
  std::shared_ptr<actors::environment> env;

  // stage 10: the store
  std::unique_ptr<storage::store> store;
  storage::tiered_store* tiers = nullptr;  ///< the same, when there is an archive
  const std::shared_ptr<ownership> owned = std::make_shared<ownership>();

  // stage 20: actors that own a part of it
  system_config system_settings;
  std::unique_ptr<caf::actor_system> system;
  protocol::writer_actor writer;
  std::vector<protocol::reader_actor> readers;
  protocol::clock_actor clock;
  protocol::indexer_actor indexer;  ///< none: the store has no index

  // stage 30: the supervisor, and before it whom its sessions tell what happens
  std::shared_ptr<actors::feed_line> streams;
  protocol::timeline_actor timeline;
  protocol::feed_actor feed;
  protocol::supervisor_actor supervisor;

  // stage 35: what works on behalf of sessions
  protocol::mover_actor mover;  ///< none: there is no archive
  protocol::migration_actor migration;
  protocol::courier_actor courier;
  protocol::keeper_actor keeper;
  const std::shared_ptr<domain::shared_key_ring> ring = std::make_shared<domain::shared_key_ring>();
  protocol::keys_actor keys;
  std::shared_ptr<models::summarizer> model;  ///< none: nothing is summarized
  protocol::summarizer_actor summarizer;
  std::vector<protocol::context_actor> contexts;

  // stage 40: the front ends, and before them who asks what the node depends on
  std::vector<caf::actor> probers;
  std::shared_ptr<frontends::http::api::operations> operations;
  std::shared_ptr<frontends::http::api::door> door;
  std::unique_ptr<frontends::http::api::api> api;
  std::unique_ptr<frontends::http::transport::server> server;
  std::unique_ptr<frontends::actions::front> actions;  ///< none: there are no actions over Redis

 private:
  base::result<void> start_store(const overrides& replaced);
  base::result<void> start_summaries(const overrides& replaced);
  base::result<void> open_store(const storage::open_options& options);
  base::result<void> start_actors(const overrides& replaced);
  std::shared_ptr<const actors::publisher> start_feed(std::shared_ptr<storage::read_access> lane);
  void start_migration(storage::tier_access access);
  base::result<void> start_keys(const std::vector<storage::tenant_setting>& stored);
  base::result<std::shared_ptr<frontends::http::api::door>> make_door();
  base::result<void> check_address() const;
  base::result<void> start_api();
  std::shared_ptr<frontends::http::api::operations> start_operations();
  base::result<void> start_actions_front();
  base::result<void> start_probers();
  void end_probers();
  void drain();
  void show_actions(frontends::http::api::node_status& status) const;
  bool stopped_ = false;
};

}  // namespace parley::runtime
