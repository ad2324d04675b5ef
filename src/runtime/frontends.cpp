#include <future>

#include "runtime/local_call.hpp"
#include "runtime/parts.hpp"

namespace parley::runtime {

using namespace frontends::http;

void node::impl::start_api() {
  const auto started = env->clock->monotonic();
  api::options options{*system, supervisor, settings.limits, *env->clock, *env->entropy, {}, {}};
  options.rounds = {settings.context.first_round, settings.context.meta_round,
                    settings.context.every};
  options.status = [env = env, started, driver = store->driver(),
                    durability = store->durability(),
                    indexed = static_cast<bool>(indexer)] {
    api::node_status status;
    status.uptime = env->clock->monotonic() - started;
    status.drivers = {{"store", driver}};
    status.durability = durability;
    status.features = {"log", "catalog", "jobs"};
    if (indexed) {
      status.features.emplace_back("search");
      status.index_behind = env->counters->index_behind.load(std::memory_order_relaxed);
    }
    if (env->summaries.automatic) status.features.emplace_back("summaries");
    status.creation = env->counters->creation.read();
    return status;
  };
  api = std::make_unique<api::api>(std::move(options));
}

base::result<std::uint16_t> node::impl::serve() {
  transport::server_options options;
  options.address = settings.http.address;
  options.port = static_cast<std::uint16_t>(settings.http.port);
  options.limits = settings.limits;
  options.clock = env->clock;
  options.body_limit = [this](std::string_view method, std::string_view path) {
    return api->body_limit(method, path);
  };
  auto started = transport::server::start(
      std::move(options), [this](transport::request request, transport::responder respond) {
        api->handle(std::move(request), std::move(respond));
      });
  if (!started) return base::fail(started.error());
  server = std::move(*started);
  return server->port();
}

transport::response call(node& n, transport::request request) {
  auto answer = std::make_shared<std::promise<transport::response>>();
  auto arrives = answer->get_future();
  transport::responder respond{[answer](transport::response r) { answer->set_value(std::move(r)); },
                               request.request_id};
  n.parts().api->handle(std::move(request), std::move(respond));
  return arrives.get();
}

}  // namespace parley::runtime
