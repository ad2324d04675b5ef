#pragma once

#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/clock.hpp"
#include "actors/courier.hpp"
#include "actors/feed.hpp"
#include "actors/migration.hpp"
#include "actors/mover.hpp"
#include "actors/reader.hpp"
#include "actors/supervisor.hpp"
#include "actors/timeline_reader.hpp"
#include "actors/writer.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/faulty_store.hpp"
#include "parley/testing/seeded_entropy.hpp"

namespace parley::tests {

struct system_config : caf::actor_system_config {
  system_config() { add_message_types<caf::id_block::parley>(); }
};

/// The real actors over a memory store whose faults are scripted, under CAF's test coordinator:
/// nothing moves but by `step()`, and time only by `clock`.
struct world : test_coordinator_fixture<system_config> {
  testing::fake_clock clock;
  testing::seeded_entropy entropy{1};
  telemetry::counters counters;
  std::shared_ptr<testing::fault_script> script = std::make_shared<testing::fault_script>();
  std::unique_ptr<storage::store> store;
  std::shared_ptr<actors::environment> env = std::make_shared<actors::environment>();
  protocol::writer_actor writer;
  protocol::reader_actor slow;
  protocol::supervisor_actor supervisor;
  protocol::courier_actor courier;
  protocol::feed_actor feed;
  std::shared_ptr<actors::feed_line> line;
  actors::feed_options streams;
  std::int64_t publications_max = 1000;  ///< that wait for the feed

  // With an archive only.
  std::shared_ptr<testing::fault_script> archive_script = std::make_shared<testing::fault_script>();
  storage::tiered_store* tiers = nullptr;   ///< `store`
  storage::store* hot_store = nullptr;      ///< in it
  storage::store* archive_store = nullptr;  ///< in it
  protocol::mover_actor mover;
  protocol::migration_actor migration;

  enum class archive { none, memory };

  explicit world(std::int64_t memory_bytes = INT64_MAX, archive with = archive::none) {
    env->memory_bytes = memory_bytes;
    env->clock = &clock;
    env->entropy = &entropy;
    env->counters = &counters;
    env->limits.session_pending = 8;
    env->tail_messages = 4;
    storage::open_options options;
    options.clock = &clock;
    store = testing::make_faulty_store(storage::open_store("memory:", options).value(), script);
    if (with == archive::memory) {
      auto second = testing::make_faulty_store(storage::open_store("memory:", options).value(),
                                               archive_script);
      hot_store = store.get();
      archive_store = second.get();
      auto both =
          std::make_unique<storage::tiered_store>(std::move(store), std::move(second), env->limits);
      tiers = both.get();
      store = std::move(both);
    }
    start();
    step();
  }

  ~world() {
    (void)ask<protocol::done>(protocol::stop_atom_v);
    end();
  }

  /// The actors of a process, over what the store has.
  void start() {
    writer = actors::spawn_blocking(
        sys, actors::writer, env,
        std::make_shared<std::unique_ptr<storage::log_writer>>(store->open_writer().value()));
    const auto reader = [&] {
      return actors::spawn_blocking(
          sys, actors::reader, env,
          std::make_shared<storage::read_access>(store->open_reader().value()));
    };
    const auto clock_actor = sys.spawn(actors::clock);
    slow = reader();
    const auto timeline = actors::spawn_blocking(
        sys, actors::timeline_reader, env,
        std::make_shared<storage::read_access>(store->open_reader().value()));
    actors::supervisor_peers peers{writer, {reader(), reader()}, slow, clock_actor};
    line = std::make_shared<actors::feed_line>(publications_max);
    feed = sys.spawn(actors::feed, env, streams,
                     actors::feed_peers{peers.fast.front(), clock_actor, line, timeline});
    peers.followers = std::make_shared<actors::publisher>(line, feed);
    supervisor = sys.spawn(actors::supervisor, env, peers);
    caf::anon_send(feed, protocol::attach_atom_v, supervisor);
    if (tiers) {
      mover = actors::spawn_blocking(
          sys, actors::mover, env, actors::mover_peers{supervisor, writer, clock_actor, {}},
          std::make_shared<storage::tier_access>(tiers->open_tiers().value()));
      migration = sys.spawn(actors::migration, env, actors::migration_peers{mover, clock_actor});
      caf::anon_send(supervisor, protocol::attach_atom_v, mover);
      caf::anon_send(supervisor, protocol::attach_atom_v, migration);
    }
    courier = sys.spawn(actors::courier, env,
                        actors::courier_peers{supervisor, writer, slow, clock_actor, {}, mover});
    caf::anon_send(writer, protocol::attach_atom_v, courier);
    caf::anon_send(supervisor, protocol::attach_atom_v, courier);
  }

  /// Ends them as they are: what was not stored is lost.
  void end() {
    for (const auto& a :
         {caf::actor_cast<caf::actor>(feed), caf::actor_cast<caf::actor>(migration), caf::actor_cast<caf::actor>(mover),
          caf::actor_cast<caf::actor>(courier), caf::actor_cast<caf::actor>(supervisor),
          caf::actor_cast<caf::actor>(writer)})
      if (a) self->send_exit(a, caf::exit_reason::kill);
    feed = nullptr;
    migration = nullptr;
    mover = nullptr;
    courier = nullptr;
    supervisor = nullptr;
    writer = nullptr;
    slow = nullptr;
    step();
  }

  /// Handles messages until there are none; fires no timer.
  void step() { sched.run(); }

  protocol::caller who() const {
    return {"acme", "test", "r1", clock.monotonic() + std::chrono::seconds{30}};
  }

  /// A request that is on its way; `take` runs the world and gives the answer.
  template <class Reply>
  using answer = std::shared_ptr<std::optional<base::result<Reply>>>;

  template <class Reply, class... Args>
  answer<Reply> begin(Args... args) {
    return begin_at<Reply>(supervisor, std::move(args)...);
  }

  template <class Reply, class Actor, class... Args>
  answer<Reply> begin_at(const Actor& receiver, Args... args) {
    auto slot = std::make_shared<std::optional<base::result<Reply>>>();
    sys.spawn(
        [slot, to = receiver, ... held = std::move(args)](caf::event_based_actor* asker) mutable {
          asker->request(to, caf::infinite, std::move(held)...)
              .then([slot](Reply& value) { slot->emplace(std::move(value)); },
                    [slot](const caf::error& e) {
                      slot->emplace(tl::unexpected(protocol::to_status(e)));
                    });
        });
    return slot;
  }

  template <class Reply>
  base::result<Reply> take(const answer<Reply>& slot) {
    step();
    if (!*slot) return base::fail(base::errc::internal, "", "no answer");
    return **slot;
  }

  template <class Reply, class... Args>
  base::result<Reply> ask(Args... args) {
    return take(begin<Reply>(std::move(args)...));
  }

  storage::session_ref ref(const std::string& id = "s1") const { return {"acme", id}; }

  static protocol::create_command creation(const std::string& id) {
    protocol::create_command command;
    const auto json = domain::json{{"session_id", id}};
    command.request = domain::decode_session_request(json, {}).value();
    return command;
  }

  static protocol::append_command say(const std::vector<std::string>& texts,
                                      const std::string& id = "") {
    protocol::append_command command;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      domain::json json{{"role", "user"}, {"content", texts[i]}};
      if (!id.empty()) json["message_id"] = texts.size() == 1 ? id : id + std::to_string(i);
      command.messages.push_back(domain::decode_message(json, {}).value());
    }
    return command;
  }

  base::result<protocol::create_reply> create(const std::string& id = "s1") {
    return ask<protocol::create_reply>(protocol::create_atom_v, who(), creation(id));
  }

  answer<protocol::append_reply> begin_append(protocol::append_command command,
                                              const std::string& id = "s1") {
    return begin<protocol::append_reply>(protocol::append_atom_v, who(), ref(id),
                                         std::move(command));
  }

  base::result<protocol::append_reply> append(protocol::append_command command,
                                              const std::string& id = "s1") {
    return take(begin_append(std::move(command), id));
  }

  base::result<domain::session_view> get(const std::string& id = "s1") {
    return ask<domain::session_view>(protocol::get_atom_v, who(), ref(id));
  }

  base::result<protocol::change_reply> change(domain::record_change what,
                                              std::optional<std::int64_t> if_revision = {}) {
    protocol::change_command command{std::move(what), if_revision, {}};
    return ask<protocol::change_reply>(protocol::change_atom_v, who(), ref(), std::move(command));
  }

  /// The texts of the whole history, as a reader sees them, in order of seq; checks that seq is
  /// dense.
  std::vector<std::string> history(const std::string& id = "s1") {
    storage::page_request request;
    request.after = 0;
    request.items_max = 1000;
    auto page =
        ask<protocol::message_page>(protocol::page_atom_v, who(), ref(id), std::move(request));
    std::vector<std::string> texts;
    if (!page) return {"error: " + base::to_string(page.error())};
    std::int64_t seq = 0;
    for (const auto& m : page->items) {
      texts.push_back(m.content.value_or("(null)"));
      if (m.seq != ++seq) texts.push_back("gap before " + std::to_string(m.seq));
    }
    return texts;
  }

  std::uint64_t live() { return ask<protocol::supervisor_status>(protocol::status_atom_v)->live; }
};

inline base::errc code_of(const auto& result) {
  return result ? base::errc{} : result.error().code;
}

}  // namespace parley::tests
