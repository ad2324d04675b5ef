#include "frontends/http/api/observer.hpp"

#include <utility>

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/operations.hpp"
#include "frontends/http/api/request_log.hpp"

namespace parley::frontends::http::api {

namespace {

/// What the client was told: the transport waits a tenth longer than request_ms, then it answers by
/// itself, and what comes later is for nobody.
int told(int status, std::chrono::microseconds took, const base::limits& limits) {
  const std::chrono::milliseconds waits{limits.request_ms + limits.request_ms / 10};
  return took > waits ? 504 : status;
}

}  // namespace

observer::observer(std::shared_ptr<const options> node, const route* to,
                   const transport::request& request, transport::responder respond)
    : node_(std::move(node)),
      to_(to),
      method_(request.method),
      request_id_(request.request_id),
      respond_(std::move(respond)),
      since_(node_->clock.monotonic()) {}

void observer::answer(std::uint64_t, transport::response r) {
  const auto took = node_->clock.monotonic() - since_;
  const auto status = told(r.status, took, node_->limits);
  auto& node = *node_->operations;
  node.requests.record(to_, status, took);
  if (status >= 500 || node.log_requests) log(status, took);
  respond_(std::move(r));
}

void observer::log(int status, std::chrono::microseconds took) {
  auto& node = *node_->operations;
  std::optional<std::uint64_t> left_out = 0;
  if (!node.log_requests) left_out = node.failures.take(node_->clock.monotonic());
  if (!left_out) return;
  const auto c = call_.lock();
  write({method_, to_ ? to_->pattern : std::string_view{}, status, took, request_id_,
         c ? std::string_view{c->caller.tenant} : std::string_view{},
         c ? std::string_view{c->caller.principal} : std::string_view{},
         c && c->failed ? base::to_string(*c->failed) : std::string_view{}, *left_out});
}

std::shared_ptr<observer> observe(const std::shared_ptr<const options>& node, const route* to,
                                  const transport::request& request,
                                  transport::responder& respond) {
  if (!node->operations) return nullptr;
  auto made = std::make_shared<observer>(node, to, request, std::move(respond));
  respond = {made, 0, request.request_id};
  return made;
}

}  // namespace parley::frontends::http::api
