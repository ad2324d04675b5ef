#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <caf/actor_config.hpp>
#include <caf/invoke_message_result.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/stateful_actor.hpp>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "parley/protocol/caller.hpp"
#include "parley/protocol/errors.hpp"

// Everything that bounded mailboxes need of CAF's inside (0.17: `enqueue` and `consume` of a
// scheduled actor) is in this file.

namespace parley::actors {

/// Counts the requests in one mailbox. `enter` is called on the senders' threads, so it is an
/// atomic and no lock; a bound may be passed by as many as senders are between two instructions.
class request_count {
 public:
  void bound(std::int64_t most) { most_.store(static_cast<std::int32_t>(most)); }

  bool enter(const std::string&, std::int64_t) {
    if (waiting_.fetch_add(1, std::memory_order_relaxed) < most_.load(std::memory_order_relaxed))
      return true;
    waiting_.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }

  void force(const std::string&, std::int64_t) { waiting_.fetch_add(1, std::memory_order_relaxed); }

  void leave(const std::string&, std::int64_t) { waiting_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  std::atomic<std::int32_t> most_{1000};
  std::atomic<std::int32_t> waiting_{0};
};

/// Weighs what waits, in all and by tenant: nobody may hold more than a share of the whole, so that
/// a noisy tenant leaves room for others. Tenants whose hashes fall together share one share. What
/// is heavier than the bound is taken when nothing else waits.
class tenant_share {
 public:
  void bound(std::int64_t most, std::int64_t percent) {
    most_.store(most);
    tenant_most_.store(std::max<std::int64_t>(1, most * percent / 100));
  }

  bool enter(const std::string& tenant, std::int64_t weight) {
    auto& own = of(tenant);
    if (!add(own, weight, tenant_most_.load(std::memory_order_relaxed))) return false;
    if (add(all_, weight, most_.load(std::memory_order_relaxed))) return true;
    own.fetch_sub(weight, std::memory_order_relaxed);
    return false;
  }

  void force(const std::string& tenant, std::int64_t weight) {
    of(tenant).fetch_add(weight, std::memory_order_relaxed);
    all_.fetch_add(weight, std::memory_order_relaxed);
  }

  void leave(const std::string& tenant, std::int64_t weight) {
    of(tenant).fetch_sub(weight, std::memory_order_relaxed);
    all_.fetch_sub(weight, std::memory_order_relaxed);
  }

 private:
  using counter = std::atomic<std::int64_t>;

  counter& of(const std::string& tenant) {
    return tenants_[std::hash<std::string>{}(tenant) % tenants_.size()];
  }

  static bool add(counter& to, std::int64_t weight, std::int64_t most) {
    const auto before = to.fetch_add(weight, std::memory_order_relaxed);
    if (before <= 0 || before + weight <= most) return true;
    to.fetch_sub(weight, std::memory_order_relaxed);
    return false;
  }

  counter most_{1000};
  counter tenant_most_{500};
  counter all_{0};
  std::array<counter, 256> tenants_{};
};

/// How many requests wait in one mailbox, added to a number that others share. What an actor leaves
/// unread is taken off with it.
class mailbox_depth {
 public:
  using total = std::shared_ptr<std::atomic<std::int64_t>>;

  ~mailbox_depth() {
    if (all_) all_->fetch_sub(own_.load(), std::memory_order_relaxed);
  }

  void share(total all) { all_ = std::move(all); }
  void enter() { add(1); }
  void leave() { add(-1); }

 private:
  void add(std::int32_t n) {
    if (!all_) return;
    own_.fetch_add(n, std::memory_order_relaxed);
    all_->fetch_add(n, std::memory_order_relaxed);
  }

  total all_;  ///< none: nobody wants to know
  std::atomic<std::int32_t> own_{0};
};

/// A stateful actor whose mailbox is bounded: a request (a message that begins with an atom and a
/// `caller`, and wants an answer) that finds it full is answered `overloaded` on its sender's
/// thread. Never refused are: plain messages, answers, exit, down and time-out messages; requests
/// of high priority, which actors send for their own work; and requests that were accepted before
/// and come back from a session that failed.
///
/// `State` says how:
///   using gate_type = ...;                        what counts
///   static constexpr const char* full = ...;      the text of the refusal
///   static std::int64_t weight(content)           optional; 1 otherwise. With it a request counts
///                                                 until the actor says `gate.leave`
///   bool failed(mailbox_element&, const char*)    optional: a handler threw; false ends the actor
///   bool passes(mailbox_element&)                 optional: false: this message is not handled
template <class State, class Handle>
class bounded_actor : public caf::stateful_actor<State, typename Handle::base> {
  using super = caf::stateful_actor<State, typename Handle::base>;

 public:
  explicit bounded_actor(caf::actor_config& cfg) : super(cfg) {}

  using super::enqueue;

  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit* host) override {
    if (const auto* who = counted(*element)) {
      const auto weight = weigh(element->content());
      if (element->mid.is_urgent_message() || who->waited) {
        gate.force(who->tenant, weight);
      } else if (!gate.enter(who->tenant, weight)) {
        return refuse(*element, {base::errc::overloaded, "", State::full, retry_after_ms}, host);
      }
      depth.enter();
    }
    super::enqueue(std::move(element), host);
  }

  using super::consume;

  caf::invoke_message_result consume(caf::mailbox_element& element) override {
    if (const auto* who = counted(element)) {
      depth.leave();
      if constexpr (!keeps_count) gate.leave(who->tenant, 1);
    }
    if constexpr (requires(State & s) { s.passes(element); })
      if (!this->state.passes(element)) return caf::invoke_message_result::consumed;
    if constexpr (requires(State & s) { s.failed(element, ""); }) {
      try {
        return super::consume(element);
      } catch (const std::exception& e) {
        if (!this->state.failed(element, e.what())) throw;
      } catch (...) {
        if (!this->state.failed(element, "an exception of unknown type")) throw;
      }
      // Its promise is gone with the handler's frame, or it has none yet.
      if (element.mid.is_request() && !element.mid.is_answered())
        refuse(element, {base::errc::internal, "", "The actor failed while it handled this."},
               this->context());
      return caf::invoke_message_result::consumed;
    } else {
      return super::consume(element);
    }
  }

  typename State::gate_type gate;
  mailbox_depth depth;

 private:
  static constexpr std::int64_t retry_after_ms = 100;
  static constexpr bool keeps_count = requires(const caf::type_erased_tuple& content) {
    State::weight(content);
  };

  static const protocol::caller* counted(const caf::mailbox_element& element) {
    const auto& content = element.content();
    if (!element.mid.is_request() || content.size() < 2 ||
        !content.match_element<protocol::caller>(1))
      return nullptr;
    return &content.get_as<protocol::caller>(1);
  }

  static void refuse(const caf::mailbox_element& element, const base::status& why,
                     caf::execution_unit* host) {
    if (element.sender)
      element.sender->enqueue(nullptr, element.mid.response_id(),
                              caf::make_message(protocol::to_error(why)), host);
  }

  static std::int64_t weigh(const caf::type_erased_tuple& content) {
    if constexpr (keeps_count)
      return State::weight(content);
    else
      return 1;
  }
};

template <class State, class Handle>
bounded_actor<State, Handle>& bounded(const Handle& actor) {
  return *static_cast<bounded_actor<State, Handle>*>(
      caf::actor_cast<caf::abstract_actor*>(actor));
}

/// Bounds the mailbox of an actor that was just spawned, before anything is sent to it.
template <class State, class Handle, class... Bounds>
void bound_mailbox(const Handle& actor, Bounds... bounds) {
  bounded<State>(actor).gate.bound(bounds...);
}

/// Has an actor that was just spawned add what waits in its mailbox to `all`.
template <class State, class Handle>
void share_depth(const Handle& actor, mailbox_depth::total all) {
  bounded<State>(actor).depth.share(std::move(all));
}

}  // namespace parley::actors
