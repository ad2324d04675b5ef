#include "frontends/actions/action.hpp"

#include <caf/event_based_actor.hpp>

#include "parley/base/digest.hpp"

namespace parley::frontends::actions {

namespace {

/// One for all types: an action_id means the same whatever its type.
constexpr const char* route = "actions";

}  // namespace

std::string action::lane() const {
  // Neither a tenant nor a session may have a blank.
  return said.session_id ? said.tenant_id + " " + *said.session_id : std::string{};
}

protocol::caller caller_of(const action& a) {
  protocol::caller caller;
  caller.tenant = a.said.tenant_id;
  caller.principal = "actions";
  caller.request_id = a.said.action_id;
  caller.deadline =
      a.node->clock.monotonic() + std::chrono::milliseconds{a.node->limits.request_ms};
  return caller;
}

storage::idempotency key_of(const envelope& said) {
  const auto body =
      said.action_type + "\n" + said.session_id.value_or("") + "\n" + domain::canonical(said.data);
  return {said.action_id, route, base::digest_of(body)};
}

void succeed(const action_ptr& a, domain::json result) {
  if (a->open.exchange(false)) a->ended(a, std::move(result));
}

void fail(const action_ptr& a, base::status why) {
  // The store knows the key by the name that it has in requests.
  if (why.code == base::errc::idempotency_mismatch)
    why = {why.code, "action_id", "This action_id was used for another action; use a new one."};
  if (a->open.exchange(false)) a->ended(a, base::fail(std::move(why)));
}

void offload(const action_ptr& a, std::function<void()> work) {
  a->node->system.spawn([a, work = std::move(work)](caf::event_based_actor*) { guarded(a, work); });
}

}  // namespace parley::frontends::actions
