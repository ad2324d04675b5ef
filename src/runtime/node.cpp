#include "parley/runtime/node.hpp"

#include <algorithm>
#include <caf/after.hpp>
#include <caf/scoped_actor.hpp>
#include <thread>

#include "actors/clock.hpp"
#include "actors/context.hpp"
#include "actors/courier.hpp"
#include "actors/indexer.hpp"
#include "actors/keeper.hpp"
#include "actors/keys.hpp"
#include "actors/migration.hpp"
#include "actors/mover.hpp"
#include "actors/reader.hpp"
#include "actors/recovery.hpp"
#include "actors/summarizer.hpp"
#include "actors/supervisor.hpp"
#include "actors/writer.hpp"
#include "parley/base/ids.hpp"
#include "parley/telemetry/log.hpp"
#include "parley/telemetry/meters.hpp"
#include "runtime/machine_memory.hpp"
#include "runtime/parts.hpp"

namespace parley::runtime {

namespace {

constexpr std::size_t fast_readers = 2;
constexpr std::int64_t mebibyte = 1 << 20;

/// Ends an actor and waits until its thread has let go of the store.
template <class Handle>
void end(caf::actor_system& system, Handle& actor) {
  if (!actor) return;
  caf::scoped_actor self{system};
  self->send_exit(actor, caf::exit_reason::user_shutdown);
  self->wait_for(actor);
  actor = nullptr;
}

}  // namespace

system_config::system_config() {
  add_message_types<caf::id_block::parley>();
  // Workers that sleep on a condition wake at once; stealing ones look for work every so often, up
  // to 10 ms apart, which an idle server would pay twice in every append.
  set("scheduler.policy", caf::atom("sharing"));
  // The writer has a thread of its own and needs a core for it.
  set("scheduler.max-threads", std::clamp(std::thread::hardware_concurrency(), 2u, 9u) - 1u);
  set("scheduler.max-throughput", 100u);  // one flooded actor must not starve the others
  set("logger.verbosity", caf::atom("quiet"));
}

base::result<void> node::impl::start(const overrides& replaced) {
  telemetry::configure_log(settings.log.level, settings.log.format);
  if (auto r = start_store(replaced); !r) return r;
  if (auto r = start_actors(replaced); !r) return r;
  if (auto r = start_api(); !r) return r;
  telemetry::log(telemetry::severity::debug, "node started", {{"store", store->driver()}});
  return {};
}

base::result<void> node::impl::start_store(const overrides& replaced) {
  env = std::make_shared<actors::environment>();
  env->clock = replaced.clock ? replaced.clock : &base::system_clock();
  env->entropy = replaced.entropy ? replaced.entropy : &base::system_entropy();
  env->counters = &counters;
  env->limits = settings.limits;
  env->tail_messages = settings.session.tail_messages;
  env->tail_bytes = settings.session.tail_bytes;
  env->mailbox = settings.session.mailbox;
  env->idle = std::chrono::seconds{settings.session.idle_s};
  env->cool = std::chrono::seconds{settings.session.cool_s};
  env->memory_bytes =
      settings.session.memory_mb > 0 ? settings.session.memory_mb * mebibyte : usable_memory() / 2;
  env->lease = std::chrono::seconds{settings.turn.lease_s};
  env->background_nice = 10;
  env->migration.interval = std::chrono::seconds{settings.migration.interval_s};
  env->migration.idle = std::chrono::seconds{settings.migration.idle_s};
  env->migration.batch = settings.migration.batch;
  env->migration.rate = settings.migration.rate;
  env->retention = std::chrono::seconds{settings.retention.interval_s};
  if (auto ready = start_summaries(replaced); !ready) return ready;
  env->prior = {settings.context.history_messages, settings.context.history_chars};
  env->process = base::make_uuid(*env->clock, *env->entropy);

  storage::open_options options;
  options.limits = settings.limits;
  options.clock = env->clock;
  options.index = settings.search.index == "on";
  options.owner_note = (settings.http.tls_cert.empty() ? "http://" : "https://") + settings.http.address + ":" + std::to_string(settings.http.port);
  if (auto opened = open_store(options); !opened) return opened;
  if (const auto durability = store->durability(); !durability.empty())
    telemetry::log(telemetry::severity::info, "store opened",
                   {{"store", store->driver()}, {"durability", durability}});
  return {};
}

base::result<void> node::impl::open_store(const storage::open_options& options) {
  if (settings.archive.uri.empty()) {
    auto opened = storage::open_store(settings.store.uri, options);
    if (!opened) return base::fail(opened.error());
    store = std::move(*opened);
    return {};
  }
  auto opened = storage::open_tiers(settings.store.uri, settings.archive.uri, options);
  if (!opened) return base::fail(opened.error());
  tiers = opened->get();
  store = std::move(*opened);
  return {};
}

void node::impl::start_migration(storage::tier_access access) {
  mover = actors::spawn_blocking(*system, actors::mover, actors::environment_ptr{env},
                                 actors::mover_peers{supervisor, writer, clock, indexer},
                                 std::make_shared<storage::tier_access>(std::move(access)));
  migration = system->spawn(actors::migration, actors::environment_ptr{env},
                            actors::migration_peers{mover, clock});
  // Before any session is asked for.
  caf::anon_send(supervisor, protocol::attach_atom_v, mover);
  caf::anon_send(supervisor, protocol::attach_atom_v, migration);
}

base::result<void> node::impl::start_actors(const overrides& replaced) {
  auto log = store->open_writer();
  if (!log) return base::fail(log.error());
  *log = watched(std::move(*log), owned);
  auto index = store->open_indexer();
  if (!index) return base::fail(index.error());
  std::vector<std::shared_ptr<storage::read_access>> lanes;
  // One more for the streams of tenants.
  for (std::size_t i = 0; i < fast_readers + 2; ++i) {
    auto access = store->open_reader();
    if (!access) return base::fail(access.error());
    lanes.push_back(std::make_shared<storage::read_access>(std::move(*access)));
  }
  auto known = lanes.back()->catalog->settings(actors::keys_setting);
  if (!known) return base::fail(known.error());
  std::optional<storage::tier_access> access;
  if (tiers) {
    auto opened = tiers->open_tiers();
    if (!opened) return base::fail(opened.error());
    access = std::move(*opened);
  }
  system = std::make_unique<caf::actor_system>(system_settings);
  writer = actors::spawn_blocking(
      *system, actors::writer, actors::environment_ptr{env},
      std::make_shared<std::unique_ptr<storage::log_writer>>(std::move(*log)));
  const auto streams_lane = lanes.back();
  lanes.pop_back();
  const actors::mailbox_depth::total depth{env->meters, &env->meters->mailbox_depth};
  actors::share_depth<actors::writer_state>(writer, depth);
  for (auto& lane : lanes)
    readers.push_back(
        actors::spawn_blocking(*system, actors::reader, actors::environment_ptr{env}, lane));
  for (const auto& one : readers) actors::share_depth<actors::reader_state>(one, depth);
  clock = system->spawn(actors::clock);
  if (*index) {
    indexer = actors::spawn_blocking(
        *system, actors::indexer, actors::environment_ptr{env},
        std::make_shared<std::unique_ptr<storage::indexer>>(std::move(*index)), clock);
    caf::anon_send(writer, protocol::attach_atom_v, indexer);
  }
  actors::supervisor_peers peers{
      writer, {readers.begin(), readers.end() - 1}, readers.back(), clock, start_feed(streams_lane)};
  supervisor = system->spawn(actors::supervisor, actors::environment_ptr{env}, std::move(peers));
  actors::share_depth<actors::supervisor_state>(supervisor, depth);
  caf::anon_send(feed, protocol::attach_atom_v, supervisor);
  if (access) start_migration(std::move(*access));
  system->spawn(actors::recovery, readers.back(), supervisor);
  courier = system->spawn(
      actors::courier, actors::environment_ptr{env},
      actors::courier_peers{supervisor, writer, readers.back(), clock, indexer, mover});
  // Before anybody can ask for what they answer.
  caf::anon_send(writer, protocol::attach_atom_v, courier);
  caf::anon_send(supervisor, protocol::attach_atom_v, courier);
  if (model) {
    summarizer = system->spawn(actors::summarizer, actors::environment_ptr{env},
                               actors::summarizer_peers{supervisor, readers.back(), clock, model});
    caf::anon_send(supervisor, protocol::attach_atom_v, summarizer);
  }
  for (std::size_t i = 0; i < fast_readers; ++i) {
    contexts.push_back(
        system->spawn(actors::context_builder, actors::environment_ptr{env}, readers[i]));
    caf::anon_send(supervisor, protocol::attach_atom_v, contexts.back());
  }
  keeper = system->spawn(actors::keeper, actors::environment_ptr{env},
                         actors::keeper_peers{supervisor, writer, readers.back(), clock});
  // Here and not by itself, so that it is there for the first request.
  caf::anon_send(supervisor, protocol::attach_atom_v, keeper);
  if (auto ready = start_keys(*known); !ready) return ready;
  // It ends by itself only when it gives up; `stop` ends it with `user_shutdown`.
  if (replaced.failed)
    supervisor->attach_functor([failed = replaced.failed](const caf::error& why) {
      if (why != caf::exit_reason::user_shutdown) failed(protocol::to_status(why));
    });
  return {};
}

/// Whoever asks hears that it stops and sends its requests elsewhere; those that come are answered.
void node::impl::drain() {
  if (!server) return;
  operations->stopping = true;
  caf::scoped_actor self{*system};
  self->receive(caf::after(std::chrono::seconds{settings.health.drain_s}) >> [] {});
}

void node::impl::stop() {
  if (std::exchange(stopped_, true)) return;
  drain();
  if (server) server->stop(std::chrono::milliseconds{settings.limits.request_ms});
  server.reset();
  if (actions) actions->stop(std::chrono::milliseconds{settings.limits.request_ms});
  actions.reset();
  // What these had begun is begun again by the next start.
  if (system) end(*system, migration);
  if (system) end(*system, keeper);
  if (system) end(*system, keys);
  if (system) end(*system, courier);
  if (system) end(*system, summarizer);
  model.reset();
  for (auto& context : contexts)
    if (system) end(*system, context);
  contexts.clear();
  if (system && supervisor) {
    caf::scoped_actor self{*system};
    self->request(supervisor, std::chrono::milliseconds{settings.limits.request_ms},
                  protocol::stop_atom_v)
        .receive([](const protocol::done&) {},
                 [](const caf::error& e) {
                   telemetry::log(telemetry::severity::warning, "stopped before every session was",
                                  {{"reason", base::to_string(protocol::to_status(e))}});
                 });
  }
  api.reset();
  end_probers();
  if (system) {
    end(*system, supervisor);
    end(*system, feed);
    end(*system, timeline);
    end(*system, mover);
    end(*system, clock);
    end(*system, indexer);
    for (auto& reader : readers) end(*system, reader);
    end(*system, writer);
  }
  readers.clear();
  system.reset();
  store.reset();
}

node::node(std::unique_ptr<impl> parts) : impl_(std::move(parts)) {}
node::~node() = default;

base::result<std::unique_ptr<node>> node::start(const config::settings& settings,
                                                const overrides& replaced) {
  auto parts = std::make_unique<impl>(settings);
  if (auto started = parts->start(replaced); !started) return base::fail(started.error());
  return std::unique_ptr<node>{new node{std::move(parts)}};
}

caf::actor_system& node::system() { return *impl_->system; }
const protocol::supervisor_actor& node::supervisor() const { return impl_->supervisor; }
const telemetry::counters& node::counters() const { return impl_->counters; }
base::result<std::uint16_t> node::serve() { return impl_->serve(); }
bool node::asks_for_keys() const { return impl_->asks_for_keys(); }
base::result<void> node::reload() { return impl_->reload(); }
void node::stop() { impl_->stop(); }

}  // namespace parley::runtime
