#pragma once

#include <atomic>
#include <caf/actor_system.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "frontends/actions/envelope.hpp"
#include "frontends/actions/lanes.hpp"
#include "frontends/gateway/ask.hpp"
#include "parley/base/clock.hpp"
#include "parley/base/entropy.hpp"
#include "parley/protocol/caller.hpp"

namespace parley::frontends::actions {

/// What actions work with. The references must outlive the actor system's last answer.
struct services {
  caf::actor_system& system;
  protocol::supervisor_actor supervisor;
  base::limits limits;
  const base::clock& clock;
  base::entropy& entropy;
  std::vector<std::string> store_prefixes{};  ///< of keys in Redis that belong to a store
  /// False for good once the store has told this process that another one owns it. Called from any
  /// thread.
  std::function<bool()> owns_store = [] { return true; };
};

/// Where an action lies in Redis, and how often it was taken.
struct queue_place {
  std::size_t stream = 0;  ///< index into `streams`
  std::string id;
  std::int64_t deliveries = 1;
};

/// One action on its way, shared by the steps of its handler. The steps follow each other, on
/// changing threads; no two of them run at once.
struct action {
  std::shared_ptr<const services> node;
  queue_place place;
  reply_address to;
  envelope said;
  std::int64_t answer_bytes = 0;  ///< that its answer may take, about
  storage::idempotency key;       ///< of its effect
  protocol::caller caller;
  std::int64_t attempts = 0;
  std::chrono::microseconds started{0};  ///< the first attempt, on clock::monotonic()
  std::atomic<bool> open{false};  ///< an attempt is under way; what comes after its end is dropped

  /// Takes the outcome of an attempt, on any thread.
  std::function<void(const action_ptr&, base::result<domain::json>)> ended;

  /// The session that the action names.
  storage::session_ref session() const {
    return {said.tenant_id, said.session_id.value_or(std::string{})};
  }

  /// What keeps actions in order: tenant and session; empty when it names none.
  std::string lane() const;
};

/// The caller of an attempt that begins now, with its deadline.
protocol::caller caller_of(const action& a);

/// The key under which an effect is remembered: the action's id, and what it says.
storage::idempotency key_of(const envelope& said);

/// Ends the attempt.
void succeed(const action_ptr& a, domain::json result);
void fail(const action_ptr& a, base::status why);

/// Runs a step; what it throws ends the attempt.
template <class F>
void guarded(const action_ptr& a, F&& step) {
  try {
    step();
  } catch (const std::exception& e) {
    fail(a,
         {base::errc::internal, "", std::string("The action could not be handled: ") + e.what()});
  }
}

/// Asks the supervisor; `then(action, reply)` runs on the answering actor's thread, where it must
/// do little. Failures end the attempt.
template <class Reply, class Then, class... Args>
void ask(const action_ptr& a, Then then, Args... args) {
  gateway::ask<Reply>(
      a->node->system, a->node->supervisor,
      [a, then = std::move(then)](base::result<Reply> reply) mutable {
        if (!reply) return fail(a, std::move(reply.error()));
        guarded(a, [&] { then(a, std::move(*reply)); });
      },
      std::move(args)...);
}

/// Runs `work` on the scheduler: for what would hold up the actor that answered.
void offload(const action_ptr& a, std::function<void()> work);

}  // namespace parley::frontends::actions
