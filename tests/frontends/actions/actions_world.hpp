#pragma once

#define FAIL CAF_FAIL
#include <caf/test/unit_test.hpp>

#include "frontends/actions/action_client.hpp"
#include "parley/runtime/node.hpp"
#include "redis/redis_server.hpp"
#include "runtime/local_call.hpp"
#include "storage/scratch.hpp"

namespace parley::tests {

/// A node that takes actions from a Redis of its own, both in reach of the test.
struct actions_world {
  explicit actions_world(redis_server::durability d = redis_server::durability::none) : redis(d) {
    settings.store.uri = "sqlite:" + files.path("test.db");
    settings.http.port = 0;
    settings.log.level = "off";
    settings.actions.redis = redis.uri();
    settings.actions.lease_s = 1;
  }

  void start() {
    auto started = runtime::node::start(settings);
    if (!started) CAF_FAIL(base::to_string(started.error()));
    node = std::move(*started);
    const auto port = node->serve();
    if (!port) CAF_FAIL(base::to_string(port.error()));
    url = "http://127.0.0.1:" + std::to_string(*port);
  }

  void restart() {
    node.reset();
    start();
  }

  /// What /v1/status says.
  json status() {
    frontends::http::transport::request request;
    request.method = "GET";
    request.path = "/v1/status";
    return json::parse(runtime::call(*node, std::move(request)).body);
  }

  redis_server redis;
  scratch files;
  config::settings settings;
  std::string url;
  std::unique_ptr<runtime::node> node;
};

/// Whether Redis is installed; says so when it is not.
inline bool has_redis() {
  if (redis_server::program()) return true;
  CAF_MESSAGE(no_redis);
  return false;
}

}  // namespace parley::tests
