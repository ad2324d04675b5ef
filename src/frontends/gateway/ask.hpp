#pragma once

#include <caf/actor_system.hpp>
#include <caf/make_actor.hpp>
#include <caf/monitorable_actor.hpp>
#include <caf/response_type.hpp>
#include <functional>

#include "parley/protocol/errors.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::frontends::gateway {

/// Receives one answer and is gone. The cheapest way from CAF to the outside: no mailbox, no
/// thread, no lock; it uses low-level parts of CAF 0.17 and lives in this one header.
template <class Reply>
class one_shot : public caf::monitorable_actor {
 public:
  using callback = std::function<void(base::result<Reply>)>;

  one_shot(caf::actor_config& cfg, callback done)
      : monitorable_actor(cfg), done_(std::move(done)) {}

  ~one_shot() override {
    answer(base::fail(base::errc::unavailable, "", "The request was dropped."));
  }

  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit*) override {
    take(element->content());
  }

  void enqueue(caf::strong_actor_ptr, caf::message_id, caf::message content,
               caf::execution_unit*) override {
    take(content);
  }

 private:
  template <class Content>
  void take(Content& content) {
    if (content.template match_elements<Reply>())
      answer(std::move(content.template get_mutable_as<Reply>(0)));
    else if (content.template match_elements<caf::error>())
      answer(base::fail(protocol::to_status(content.template get_as<caf::error>(0))));
    else
      answer(base::fail(base::errc::internal, "", "An actor answered with something unexpected."));
  }

  void answer(base::result<Reply> value) {
    if (auto done = std::exchange(done_, nullptr)) done(std::move(value));
  }

  callback done_;
};

/// Sends a request and calls `done` exactly once, on the thread of whoever answers: do little
/// there. `done` also gets the errors. A combination of arguments that the receiver does not take
/// fails to compile.
template <class Reply, class Handle, class... Args>
void ask(caf::actor_system& system, const Handle& receiver,
         std::function<void(base::result<Reply>)> done, Args... args) {
  using token = caf::detail::type_list<Args...>;
  static_assert(caf::response_type_unbox<typename Handle::signatures, token>::valid,
                "the receiver does not accept these arguments");
  caf::actor_config cfg;
  auto self = caf::make_actor<one_shot<Reply>, caf::strong_actor_ptr>(
      system.next_actor_id(), system.node(), &system, cfg, std::move(done));
  auto* target = caf::actor_cast<caf::abstract_actor*>(receiver);
  target->eq_impl(caf::make_message_id(1), std::move(self), nullptr, std::move(args)...);
}

}  // namespace parley::frontends::gateway
