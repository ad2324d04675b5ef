#pragma once

#include <memory>

#include "frontends/http/api/access/asker.hpp"
#include "frontends/http/api/socket_frame.hpp"
#include "frontends/http/api/subscription_guard.hpp"
#include "frontends/http/transport/socket.hpp"
#include "parley/protocol/caller.hpp"

namespace parley::frontends::http::api {

/// A WebSocket of a session, or of a whole tenant, whose requests name their session: events go out,
/// requests come in and are answered by their request_id. Events are asked for when all that was given is with the client, and requests are
/// read while not too many are under way or wait to be answered: a client that does not read holds
/// up nobody but itself.
class socket_session final : public transport::socket_user,
                             public std::enable_shared_from_this<socket_session> {
 public:
  socket_session(std::shared_ptr<const options> node, asker from, protocol::caller who,
                 storage::session_ref ref, subscription_ptr s)
      : node_(std::move(node)),
        from_(std::move(from)),
        who_(std::move(who)),
        ref_(std::move(ref)),
        subscription_(std::move(s)) {}

  void opened(std::shared_ptr<transport::socket_link> link) override;
  void received(std::string text) override;
  void drained() override;
  void closed() override;

 private:
  void pull();
  bool holds();
  base::result<void> let_in(const socket_frame& frame);
  void take(std::uint64_t subscription, base::result<protocol::event_batch> batch);
  void subscribe(const socket_frame& frame);
  void subscribed(const domain::json& request_id, std::int64_t cursor, subscription_ptr s);
  void refuse(const domain::json& request_id, const base::status& why);
  void count(const base::status& why) const;
  void reply(std::string text);
  void read_on();
  protocol::caller renewed() const;

  std::shared_ptr<const options> node_;
  asker from_;
  protocol::caller who_;
  storage::session_ref ref_;
  subscription_ptr subscription_;
  std::shared_ptr<transport::socket_link> link_;
  std::size_t under_way_ = 0;
  bool pulling_ = false;
};

}  // namespace parley::frontends::http::api
