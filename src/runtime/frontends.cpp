#include <future>

#include "parley/telemetry/log.hpp"
#include "redis/options.hpp"
#include "runtime/local_call.hpp"
#include "runtime/metrics_page.hpp"
#include "runtime/parts.hpp"
#include "runtime/tls_files.hpp"
#include "storage/redis/options.hpp"

namespace parley::runtime {

using namespace frontends::http;

namespace {

/// What the keys of stores in Redis begin with, on whatever server.
std::vector<std::string> store_prefixes(const config::settings& settings) {
  std::vector<std::string> found;
  for (const auto& uri : {settings.store.uri, settings.archive.uri}) {
    if (!redis::is_redis(uri)) continue;
    if (const auto store = storage::redis::read_uri(uri)) found.push_back(store->prefix);
  }
  return found;
}

}  // namespace

base::result<void> node::impl::start_api() {
  auto made = make_door();
  if (!made) return base::fail(made.error());
  door = std::move(*made);
  const auto started = env->clock->monotonic();
  api::options options{*system, supervisor, settings.limits, *env->clock, *env->entropy, {}, {}};
  options.rounds = {settings.context.first_round, settings.context.meta_round,
                    settings.context.every};
  options.status = [this, env = env, started, driver = store->driver(),
                    durability = store->durability(), indexed = static_cast<bool>(indexer)] {
    api::node_status status;
    status.uptime = env->clock->monotonic() - started;
    status.drivers = {{"store", driver}};
    status.durability = durability;
    status.features = {"log", "catalog", "jobs", "streams"};
    if (indexed) {
      status.features.emplace_back("search");
      status.index_behind = env->counters->index_behind.load(std::memory_order_relaxed);
    }
    if (env->summaries.automatic) status.features.emplace_back("summaries");
    if (!settings.actions.redis.empty()) show_actions(status);
    status.creation = env->counters->creation.read();
    return status;
  };
  options.feed = feed;
  options.keys = keys;
  options.door = door;
  options.operations = start_operations();
  api = std::make_unique<api::api>(std::move(options));
  return {};
}

std::shared_ptr<api::operations> node::impl::start_operations() {
  operations = std::make_shared<api::operations>();
  operations->log_requests = settings.log.requests == "on";
  operations->refused = std::make_shared<telemetry::field_counts>();
  operations->metrics = [this, env = env, streams = streams](
                            const protocol::supervisor_status* sessions) {
    return metrics_page({*env->counters, *env->meters, streams->counters, *operations->refused,
                         operations->requests, sessions,
                         actions ? actions->tallies() : std::vector<frontends::actions::action_tally>{}});
  };
  return operations;
}

void node::impl::show_actions(api::node_status& status) const {
  using frontends::actions::queue_state;
  status.features.emplace_back("actions");
  const auto now = actions ? actions->status() : frontends::actions::front_status{};
  const auto* state = now.state == queue_state::active    ? "active"
                      : now.state == queue_state::standby ? "standby"
                                                          : "away";
  status.dependencies.push_back({"redis", now.state != queue_state::away, now.trouble});
  const auto& n = now.count;
  status.actions = api::actions_status{state, n.in_flight, n.done, n.failed, n.dead};
}

base::result<void> node::impl::start_actions_front() {
  const auto& from = settings.actions;
  if (from.redis.empty()) return {};
  auto redis = redis::read_uri(from.redis, "actions.redis");
  if (!redis) return base::fail(redis.error());
  frontends::actions::options options;
  options.node = std::make_shared<const frontends::actions::services>(frontends::actions::services{
      *system, supervisor, settings.limits, *env->clock, *env->entropy, store_prefixes(settings),
      [owned = owned] { return owned->holds(); }});
  options.redis = std::move(*redis);
  options.name = env->process;
  options.in_flight = from.in_flight;
  options.deliveries = from.deliveries;
  options.retry = std::chrono::seconds{from.retry_s};
  options.lease = std::chrono::seconds{from.lease_s};
  options.dead_letters = from.dead_letters;
  options.refused = operations->refused;
  telemetry::log(telemetry::severity::info, "actions over Redis",
                 {{"redis", redis::shown(from.redis)}});
  actions = std::make_unique<frontends::actions::front>(options);
  return {};
}

base::result<std::uint16_t> node::impl::serve() {
  if (auto legal = check_address(); !legal) return base::fail(legal.error());
  auto tls = load_tls(settings.http);
  if (!tls) return base::fail(tls.error());
  if (auto asked = start_probers(); !asked) return base::fail(asked.error());
  transport::server_options options;
  options.tls = std::move(*tls);
  options.address = settings.http.address;
  options.port = static_cast<std::uint16_t>(settings.http.port);
  options.limits = settings.limits;
  options.peer_connections = settings.http.peer_connections;
  options.deflate = settings.http.websocket_deflate == "on";
  options.clock = env->clock;
  options.admit = [this](const transport::request& head) { return api->admit(head); };
  auto started = transport::server::start(
      std::move(options), [this](transport::request request, transport::responder respond) {
        api->handle(std::move(request), std::move(respond));
      });
  if (!started) return base::fail(started.error());
  server = std::move(*started);
  if (auto taken = start_actions_front(); !taken) return base::fail(taken.error());
  return server->port();
}

base::result<void> node::impl::reload() {
  auto tls = load_tls(settings.http);
  if (!tls) {
    telemetry::log(telemetry::severity::error, "certificate not renewed",
                   {{"reason", tls.error().text}});
    return base::fail(tls.error());
  }
  if (server && *tls) server->renew(std::move(*tls));
  return {};
}

transport::response call(node& n, transport::request request) {
  auto answer = std::make_shared<std::promise<transport::response>>();
  auto arrives = answer->get_future();
  transport::responder respond{[answer](transport::response r) { answer->set_value(std::move(r)); },
                               request.request_id};
  n.parts().api->handle_local(std::move(request), std::move(respond));
  return arrives.get();
}

}  // namespace parley::runtime
