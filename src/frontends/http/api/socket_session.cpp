#include "frontends/http/api/socket_session.hpp"

#include "frontends/gateway/ask.hpp"
#include "frontends/http/api/operations.hpp"
#include "frontends/http/api/socket_ops.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

/// See WIRE.md.
constexpr std::uint16_t unauthorized = 4401;

constexpr std::size_t under_way_max = 64;  ///< requests of one socket
constexpr std::size_t waiting_max = 64;    ///< messages that it does not take

}  // namespace

void socket_session::opened(std::shared_ptr<transport::socket_link> link) {
  link_ = std::move(link);
  pull();
  link_->read();
}

void socket_session::closed() {
  link_.reset();
  subscription_.reset();
}

void socket_session::drained() {
  if (!pulling_) pull();
  read_on();
}

void socket_session::read_on() {
  if (link_ && under_way_ < under_way_max && link_->waiting() < waiting_max) link_->read();
}

void socket_session::pull() {
  pulling_ = true;
  gateway::ask<protocol::event_batch>(
      node_->system, node_->feed,
      [self = shared_from_this(), link = link_,
       of = subscription_->id()](base::result<protocol::event_batch> r) {
        auto held = std::make_shared<base::result<protocol::event_batch>>(std::move(r));
        link->post([self, of, held] { self->take(of, std::move(*held)); });
      },
      protocol::pull_atom_v, subscription_->id());
}

void socket_session::take(std::uint64_t subscription, base::result<protocol::event_batch> batch) {
  // It may have subscribed anew meanwhile.
  if (!link_ || subscription != subscription_->id()) return;
  pulling_ = false;
  if (!holds()) return;
  if (!batch) return link_->close(1001, "the stream ended");
  for (const auto& d : batch->items) link_->send(write_event(d, form_of(ref_)));
  if (batch->over) link_->close(1000, batch->over->text);
}

/// Whether the key holds still; says good-bye when it does not.
bool socket_session::holds() {
  const bool held = node_->door->rules.holds(from_);
  if (!held) link_->close(unauthorized, "the key is revoked or over");
  return held;
}

/// What a frame may do is what the request may do that it stands for.
base::result<void> socket_session::let_in(const socket_frame& frame) {
  if (auto within = node_->door->pace(from_, ref_.tenant, {}); !within) return within;
  const bool adds = frame.op == socket_op::append || frame.op == socket_op::turn;
  if (auto fits = node_->door->grow(ref_.tenant, adds ? growth::messages : growth::nothing); !fits)
    return fits;
  const bool reads = frame.op == socket_op::subscribe || frame.op == socket_op::ping;
  if (reads || from_.may(permission::writer)) return {};
  return base::fail(errc::forbidden, "op", "A key of this role may only subscribe and ping.");
}

void socket_session::received(std::string text) {
  if (!holds()) return;
  socket_frame frame;
  auto legal = read_frame(text, ref_.id.empty(), node_->limits, frame);
  if (legal) legal = let_in(frame);
  ++under_way_;
  if (!legal) return refuse(frame.request_id, legal.error());
  if (frame.op == socket_op::subscribe) {
    subscribe(frame);
    return read_on();
  }
  auto request_id = frame.request_id;
  auto of = ref_.id.empty() ? storage::session_ref{ref_.tenant, frame.session_id} : ref_;
  run_frame(node_, renewed(), std::move(of), std::move(frame),
            [self = shared_from_this(), link = link_,
             request_id = std::move(request_id)](base::result<json> result) {
              if (!result) self->count(result.error());
              auto said = result ? write_reply(request_id, std::move(*result))
                                 : write_failure(request_id, result.error());
              link->post([self, said = std::move(said)]() mutable {
                --self->under_way_;
                self->reply(std::move(said));
                self->read_on();
              });
            });
  read_on();
}

void socket_session::reply(std::string text) {
  if (link_) link_->send(std::move(text));
}

void socket_session::count(const base::status& why) const {
  if (const auto& to = node_->operations; to && to->refused) to->refused->note(why);
}

void socket_session::refuse(const json& request_id, const base::status& why) {
  count(why);
  --under_way_;
  reply(write_failure(request_id, why));
  read_on();
}

protocol::caller socket_session::renewed() const {
  auto who = who_;
  who.deadline = node_->clock.monotonic() + std::chrono::milliseconds{node_->limits.request_ms};
  return who;
}

void socket_session::subscribe(const socket_frame& frame) {
  const auto from = read_subscribe(frame.body, form_of(ref_));
  if (!from) return refuse(frame.request_id, from.error());
  gateway::ask<protocol::subscription>(
      node_->system, node_->feed,
      [self = shared_from_this(), link = link_,
       request_id = frame.request_id](base::result<protocol::subscription> s) {
        if (!s)
          return link->post([self, request_id, why = s.error()] { self->refuse(request_id, why); });
        // Held from here on: the socket may be gone.
        link->post([self, request_id, cursor = s->cursor,
                    held = std::make_shared<const subscription_guard>(self->node_, s->id)] {
          self->subscribed(request_id, cursor, held);
        });
      },
      protocol::subscribe_atom_v, renewed(), protocol::subscribe_request{ref_, *from});
}

void socket_session::subscribed(const json& request_id, std::int64_t cursor, subscription_ptr s) {
  --under_way_;
  // What is under way of the one before finds another number.
  subscription_ = std::move(s);
  reply(write_reply(request_id, {{"cursor", show_cursor(cursor, form_of(ref_))}}));
  pull();
  read_on();
}

}  // namespace parley::frontends::http::api
