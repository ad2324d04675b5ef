#include "frontends/http/api/call.hpp"

#include <caf/event_based_actor.hpp>

namespace parley::frontends::http::api {

protocol::caller call::renewed_caller() const {
  auto renewed = caller;
  renewed.deadline = node->clock.monotonic() + std::chrono::milliseconds{node->limits.request_ms};
  return renewed;
}

void offload(const options& node, std::function<void()> work) {
  node.system.spawn([work = std::move(work)](caf::event_based_actor*) { work(); });
}

}  // namespace parley::frontends::http::api
