#include "frontends/gateway/cursor.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/idempotent.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/keys.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

void answer_forked(call& c, int status, const domain::session_view& view, bool replayed) {
  send_record(c, status, view, replayed,
              {{"Location", "/v1/tenants/" + view.record.tenant_id + "/sessions/" +
                                view.record.session_id}});
}

json message_or_null(const std::optional<domain::message>& m) {
  return m ? domain::encode(*m) : json(nullptr);
}

json shown(const protocol::comparison& found) {
  auto items = json::array();
  for (const auto& pair : found.items)
    items.push_back({{"seq", pair.seq},
                     {"left", message_or_null(pair.left)},
                     {"right", message_or_null(pair.right)}});
  return {{"common_seq", found.common_seq},
          {"left_last_seq", found.left_head},
          {"right_last_seq", found.right_head},
          {"items", std::move(items)},
          {"next", found.next ? json(gateway::write_cursor(gateway::history_cursor{true, *found.next}))
                              : json(nullptr)}};
}

}  // namespace

void fork_session(const call_ptr& c) {
  const auto body = json_body(*c);
  if (!body) return fail(*c, body.error());
  auto wanted = domain::decode_fork(*body, c->node->limits);
  if (!wanted) return fail(*c, wanted.error());
  once(
      c,
      [](const call_ptr& same, const protocol::replay& found) {
        if (found.session) 
          return answer_forked(*same, found.all_known ? 200 : 201, *found.session, true);
        fail(*same, {errc::internal, "", "The earlier answer has no record."});
      },
      [wanted = std::move(*wanted)](const call_ptr& same,
                                    std::optional<storage::idempotency> key) mutable {
        protocol::create_command command;
        command.request.session_id = std::move(wanted.session_id);
        command.fork.emplace();
        command.fork->session_id = same->session().id;
        command.fork->at_seq = wanted.at_seq;
        command.once = std::move(key);
        ask<protocol::create_reply>(
            same,
            [](const call_ptr& done, const protocol::create_reply& r) {
              answer_forked(*done, r.existed ? 200 : 201, r.session, false);
            },
            protocol::create_atom_v, same->caller, std::move(command));
      });
}

void compare_sessions(const call_ptr& c) {
  const auto limit = page_limit(*c);
  if (!limit) return fail(*c, limit.error());
  const auto* other = parameter(*c, "with");
  if (!other || !domain::is_id(*other))
    return fail(*c, {errc::invalid_argument, "with",
                     "The parameter names the other session: 1 to 128 characters of A-Z a-z 0-9 . "
                     "_ : ~ -."});
  protocol::compare_request request;
  request.left = c->session();
  request.right = {request.left.tenant, *other};
  request.items_max = *limit;
  request.bytes_max = c->node->limits.page_bytes;
  if (const auto* cursor = parameter(*c, "cursor")) {
    const auto place = gateway::read_history_cursor(*cursor);
    if (!place) return fail(*c, place.error());
    request.after = place->seq;
  }
  ask<protocol::comparison>(
      c,
      [](const call_ptr& same, protocol::comparison found) {
        auto kept = std::make_shared<protocol::comparison>(std::move(found));
        offload(*same->node, [same, kept] { send(*same, 200, shown(*kept)); });
      },
      protocol::compare_atom_v, c->caller, std::move(request));
}

void get_prior(const call_ptr& c) {
  ask<protocol::prior_history>(
      c,
      [](const call_ptr& same, const protocol::prior_history& found) {
        auto messages = json::array();
        for (const auto& m : found.messages) {
          json shown{{"role", m.role}, {"content", m.content}};
          if (m.cut) shown["cut"] = true;
          messages.push_back(std::move(shown));
        }
        send(*same, 200,
             {{"session_id", found.session_id ? json(*found.session_id) : json(nullptr)},
              {"messages", std::move(messages)}});
      },
      protocol::prior_atom_v, c->caller, c->session());
}

}  // namespace parley::frontends::http::api
