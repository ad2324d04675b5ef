#include "frontends/http/api/sessions_create.hpp"

#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/idempotent.hpp"

namespace parley::frontends::http::api {

using base::errc;

base::result<domain::session_request> read_creation(const call& c, const domain::json& value) {
  auto request = domain::decode_session_request(value, c.node->limits);
  if (request && request->parent_session_id)
    return base::fail(errc::not_implemented, "parent_session_id",
                      "Child sessions are not available yet; create the session without a parent.");
  return request;
}

namespace {

void answer_created(call& c, int status, const domain::session_view& view, bool replayed) {
  send_record(c, status, view, replayed,
              {{"Location", c.request.path + "/" + view.record.session_id}});
}

}  // namespace

void create_sessions(const call_ptr& c) {
  const auto body = json_body(*c);
  if (!body) return fail(*c, body.error());
  if (body->is_array()) return create_many_sessions(c, *body);
  auto request = read_creation(*c, *body);
  if (!request) return fail(*c, request.error());
  once(
      c,
      [](const call_ptr& same, const protocol::replay& found) {
        if (found.session) return answer_created(*same, 201, *found.session, true);
        fail(*same, {errc::internal, "", "The earlier answer has no record."});
      },
      [request = std::move(*request)](const call_ptr& same,
                                      std::optional<storage::idempotency> key) mutable {
        ask<protocol::create_reply>(
            same,
            [](const call_ptr& done, const protocol::create_reply& r) {
              answer_created(*done, r.existed ? 200 : 201, r.session, false);
            },
            protocol::create_atom_v, same->caller,
            protocol::create_command{std::move(request), {}, std::move(key)});
      });
}

}  // namespace parley::frontends::http::api
