#include <caf/scoped_actor.hpp>

#include "actors/prober.hpp"
#include "redis/connection.hpp"
#include "redis/failure.hpp"
#include "redis/options.hpp"
#include "runtime/parts.hpp"

namespace parley::runtime {

namespace {

using base::errc;

using reading = std::shared_ptr<storage::read_access>;

/// Nothing of the archive is looked at.
base::result<void> read_store(storage::read_access& store) {
  const auto found = store.jobs->find("", 0);
  return found ? base::result<void>{} : base::fail(found.error());
}

/// The hot store is looked at before it.
base::result<void> read_archive(storage::read_access& both) {
  const auto counts = both.catalog->counts("");
  return counts ? base::result<void>{} : base::fail(counts.error());
}

base::result<void> read_index(storage::read_access& store) {
  storage::search_query query;
  query.text = "a";
  query.items_max = 1;
  const auto page = store.search->find(query);
  return page ? base::result<void>{} : base::fail(page.error());
}

base::result<void> ping(const redis::options& server) {
  try {
    redis::connection connection{server};
    (void)connection.ask({"PING"});
    return {};
  } catch (const redis::failure& e) {
    return base::fail(e.to_status());
  }
}

}  // namespace

base::result<void> node::impl::start_probers() {
  const std::chrono::milliseconds within{settings.health.within_ms};
  std::vector<dependency> all;
  // Each has a thread: one that does not answer must not speak for the others.
  const auto add = [&](std::vector<const char*> names, std::vector<actors::probe_question> asked,
                       bool required) {
    const auto first = static_cast<std::uint32_t>(all.size());
    probers.push_back(actors::spawn_blocking(*system, actors::prober, actors::environment_ptr{env},
                                             std::move(asked)));
    for (const auto* name : names)
      all.push_back({name, required && all.size() == first, probers.back(),
                     static_cast<std::uint32_t>(all.size()) - first});
  };
  const auto open = [this]() -> base::result<reading> {
    auto access = store->open_reader();
    if (!access) return base::fail(access.error());
    return std::make_shared<storage::read_access>(std::move(*access));
  };

  auto hot = open();
  if (!hot) return base::fail(hot.error());
  const auto read = [owned = owned, from = *hot]() -> base::result<void> {
    if (!owned->holds())
      return base::fail(errc::unavailable, "", "Another process owns the store.");
    return read_store(*from);
  };
  if (indexer)
    add({"store", "search"}, {read, [from = *hot] { return read_index(*from); }}, true);
  else
    add({"store"}, {read}, true);

  if (tiers) {
    auto both = open();
    if (!both) return base::fail(both.error());
    add({"archive"}, {[from = *both] { return read_archive(*from); }}, false);
  }
  if (!settings.actions.redis.empty()) {
    auto server = redis::read_uri(settings.actions.redis, "actions.redis");
    if (!server) return base::fail(server.error());
    server->connect_deadline = server->deadline = within;
    add({"actions"}, {[asked = *server] { return ping(asked); }}, false);
  }
  operations->check_up = [this, within, all = std::move(all)](auto then) {
    runtime::check_up(*system, *env->clock, all, within, std::move(then));
  };
  return {};
}

void node::impl::end_probers() {
  if (operations) operations->check_up = nullptr;
  for (auto& one : probers) {
    caf::scoped_actor self{*system};
    self->send_exit(one, caf::exit_reason::user_shutdown);
    self->wait_for(one);
  }
  probers.clear();
}

}  // namespace parley::runtime
