#include "frontends/http/api/sessions_create.hpp"

#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/idempotent.hpp"

namespace parley::frontends::http::api {

using base::errc;

base::result<domain::session_request> read_creation(const call& c, const domain::json& value,
                                                    const std::string& parent) {
  auto request = domain::decode_session_request(value, c.node->limits);
  if (!request || parent.empty()) return request;
  if (request->parent_session_id.value_or(parent) != parent)
    return base::fail(errc::invalid_argument, "parent_session_id",
                      "parent_session_id must be that of the path, or absent.");
  request->parent_session_id = parent;
  return request;
}

namespace {

void answer_created(call& c, int status, const domain::session_view& view, bool replayed) {
  send_record(c, status, view, replayed,
              {{"Location", "/v1/tenants/" + c.path[2] + "/sessions/" + view.record.session_id}});
}

}  // namespace

void create_sessions(const call_ptr& c) { create_below(c, ""); }

void create_below(const call_ptr& c, const std::string& parent) {
  const auto body = json_body(*c);
  if (!body) return fail(*c, body.error());
  if (body->is_array()) return create_many_sessions(c, *body, parent);
  auto request = read_creation(*c, *body, parent);
  if (!request) return fail(*c, request.error());
  once(
      c,
      [](const call_ptr& same, const protocol::replay& found) {
        if (found.session) 
          return answer_created(*same, found.all_known ? 200 : 201, *found.session, true);
        fail(*same, {errc::internal, "", "The earlier answer has no record."});
      },
      [request = std::move(*request)](const call_ptr& same,
                                      std::optional<storage::idempotency> key) mutable {
        ask<protocol::create_reply>(
            same,
            [](const call_ptr& done, const protocol::create_reply& r) {
              answer_created(*done, r.existed ? 200 : 201, r.session, r.replayed);
            },
            protocol::create_atom_v, same->caller,
            protocol::create_command{std::move(request), {}, std::move(key)});
      });
}

}  // namespace parley::frontends::http::api
