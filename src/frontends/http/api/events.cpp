#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/event_source.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/route_groups.hpp"
#include "frontends/http/api/socket_session.hpp"
#include "frontends/http/api/tenant_streams.hpp"
#include "frontends/http/transport/problem.hpp"
#include "frontends/http/transport/socket.hpp"

namespace parley::frontends::http::api {

using base::errc;

namespace {

/// How long a browser waits before it comes back.
constexpr std::string_view stream_begin = "retry: 1000\n\n";

/// Behind what the stream begins; nullopt: what comes from now on.
base::result<std::optional<std::int64_t>> cursor_of(const call& c, cursor_form form) {
  const auto* from = parameter(c, "from");
  // A browser repeats the address it began with, and says here how far it came.
  const auto last = c.request.header(last_event_header);
  if (!last && !from) return std::nullopt;
  auto cursor = last ? read_cursor(*last, form, std::string{last_event_header})
                     : read_cursor(std::string_view{*from}, form, "from");
  if (!cursor) return base::fail(cursor.error());
  return *cursor;
}

/// Subscribes; `then` runs when that is done.
template <class Then>
void subscribe(const call_ptr& c, storage::session_ref followed, Then then) {
  if (!c->node->feed)
    return fail(*c, {errc::not_implemented, "", "There are no live streams in this node."});
  const auto from = cursor_of(*c, form_of(followed));
  if (!from) return fail(*c, from.error());
  gateway::ask<protocol::subscription>(
      c->node->system, c->node->feed,
      [c, then](base::result<protocol::subscription> s) {
        if (!s) return fail(*c, s.error());
        guarded(c, [&] { then(c, std::make_shared<const subscription_guard>(c->node, s->id)); });
      },
      protocol::subscribe_atom_v, c->caller, protocol::subscribe_request{std::move(followed), *from});
}

storage::session_ref whole_tenant(const call& c) { return {c.path[2], ""}; }

void stream(const call_ptr& c, const storage::session_ref& followed) {
  subscribe(c, followed, [form = form_of(followed)](const call_ptr& same, subscription_ptr s) {
    transport::response answer;
    answer.content_type = events_type;
    answer.headers = {{"Cache-Control", "no-store"}};
    answer.body = stream_begin;
    answer.stream = std::make_unique<event_source>(std::move(s), same->from, form);
    same->respond(std::move(answer));
  });
}

void open_socket(const call_ptr& c, const storage::session_ref& followed) {
  if (!transport::asks_for_socket(c->request)) {
    auto answer = transport::problem(
        {errc::invalid_argument, "Upgrade", "This route is a WebSocket (RFC 6455, version 13)."},
        c->request.request_id, {}, 426);
    answer.headers.emplace_back("Upgrade", "websocket");
    answer.headers.emplace_back("Sec-WebSocket-Version", "13");
    return c->respond(std::move(answer));
  }
  // A page of another site may open a WebSocket to any address that its reader can reach.
  if (auto same = c->node->door->rules.check_site(c->request, true); !same)
    return fail(*c, same.error());
  subscribe(c, followed, [followed](const call_ptr& same, subscription_ptr s) {
    transport::response answer;
    answer.socket = std::make_shared<transport::upgrade>();
    auto& socket = *answer.socket;
    socket.headers = same->request.headers;
    socket.target = same->request.target;
    socket.message_bytes_max = same->node->limits.body_bytes;
    socket.user =
        std::make_shared<socket_session>(same->node, same->from, same->caller, followed,
                                         std::move(s));
    same->respond(std::move(answer));
  });
}

}  // namespace

void stream_session(const call_ptr& c) { stream(c, c->session()); }
void stream_tenant(const call_ptr& c) { stream(c, whole_tenant(*c)); }
void open_session_socket(const call_ptr& c) { open_socket(c, c->session()); }
void open_tenant_socket(const call_ptr& c) { open_socket(c, whole_tenant(*c)); }

}  // namespace parley::frontends::http::api
