#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "frontends/gateway/ask.hpp"
#include "frontends/http/api/options.hpp"
#include "frontends/http/api/reply.hpp"
#include "frontends/http/api/route.hpp"
#include "frontends/http/transport/exchange.hpp"
#include "frontends/http/transport/target.hpp"
#include "parley/protocol/caller.hpp"

namespace parley::frontends::http::api {

/// One request on its way, shared by the steps of its handler. The steps follow each other, on
/// changing threads; no two of them run at once.
struct call {
  std::shared_ptr<const options> node;
  const route* to = nullptr;
  transport::request request;
  transport::responder respond;
  std::vector<std::string>
      path;                     ///< decoded segments; those of {tenant} and {session} are legal ids
  transport::query_list query;  ///< only parameters that the route allows, each once
  protocol::caller caller;
  asker from;

  /// The session that the path names.
  storage::session_ref session() const { return {path[2], path[4]}; }

  /// What the path names within the session: a message, a participant, a metadata key.
  const std::string& item() const { return path[6]; }

  /// The caller with a fresh deadline, for work that takes several steps.
  protocol::caller renewed_caller() const;

  std::optional<base::errc> failed{};  ///< why it was answered so, for the log
};

/// Runs a step of a handler; what it throws becomes an answer.
template <class F>
void guarded(const call_ptr& c, F&& step) {
  try {
    step();
  } catch (const std::exception& e) {
    fail(*c,
         {base::errc::internal, "", std::string("The request could not be handled: ") + e.what()});
  }
}

/// Asks the supervisor; `then(call, reply)` runs on the answering actor's thread, where it must do
/// little. Failures are answered here.
template <class Reply, class Then, class... Args>
void ask(call_ptr c, Then then, Args... args) {
  const auto node = c->node;
  gateway::ask<Reply>(
      node->system, node->supervisor,
      [c = std::move(c), then = std::move(then)](base::result<Reply> reply) mutable {
        if (!reply) return fail(*c, reply.error());
        guarded(c, [&] { then(c, std::move(*reply)); });
      },
      std::move(args)...);
}

/// Runs `work` on the scheduler: for what would hold up the actor that answered.
void offload(const options& node, std::function<void()> work);

}  // namespace parley::frontends::http::api
