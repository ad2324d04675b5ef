#include <algorithm>
#include <memory>

#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/idempotent.hpp"
#include "frontends/http/api/openai/ask_or.hpp"
#include "frontends/http/api/openai/conversation.hpp"
#include "frontends/http/api/openai/handlers.hpp"
#include "parley/base/ids.hpp"
#include "parley/domain/decode.hpp"

namespace parley::frontends::http::api::openai {

using domain::json;
using message_list = std::shared_ptr<std::vector<domain::message>>;

namespace {

/// `conv_` and the digits of a UUIDv7: ordered by time, as the store likes it.
std::string make_id(const options& node) {
  auto id = base::make_uuid(node.clock, node.entropy);
  std::erase(id, '-');
  return "conv_" + id;
}

base::result<domain::session_request> session_for(const json& metadata, const options& node) {
  return domain::decode_session_request({{"session_id", make_id(node)}, {"metadata", metadata}},
                                        node.limits);
}

/// A creation that is repeated under its Idempotency-Key may have come no further than the session:
/// the items have a key of their own, that of the creation on a route that no request has.
void add_first_items(const call_ptr& c, const domain::session_view& view,
                     const message_list& messages, std::optional<storage::idempotency> key,
                     bool replayed) {
  if (messages->empty()) return send(*c, 200, encode_conversation(view), marked(replayed));
  protocol::append_command command;
  command.messages = *messages;
  command.once = std::move(key);
  if (command.once) command.once->route += '#' + view.record.session_id;
  ask<protocol::append_reply>(
      c,
      [view, replayed](const call_ptr& same, const protocol::append_reply&) {
        send(*same, 200, encode_conversation(view), marked(replayed));
      },
      protocol::append_atom_v, c->caller,
      storage::session_ref{c->caller.tenant, view.record.session_id}, std::move(command));
}

}  // namespace

void create_conversation(const call_ptr& c) {
  base::result<json> body = json::object();
  if (!c->request.body.empty()) body = json_body(*c);
  if (!body) return fail(*c, body.error());
  auto wanted = read_creation(*body, c->node->limits);
  if (!wanted) return fail(*c, wanted.error());
  auto request = session_for(wanted->metadata, *c->node);
  if (!request) return fail(*c, request.error());
  const auto messages = std::make_shared<std::vector<domain::message>>(std::move(wanted->messages));
  once(
      c,
      [messages](const call_ptr& same, const protocol::replay& found) {
        if (!found.session)
          return fail(*same, {base::errc::internal, "", "The earlier answer has no record."});
        auto key = idempotency_of(*same);
        if (!key) return fail(*same, key.error());
        add_first_items(same, *found.session, messages, std::move(*key), true);
      },
      [messages, request = std::move(*request)](const call_ptr& same,
                                                std::optional<storage::idempotency> key) mutable {
        ask<protocol::create_reply>(
            same,
            [messages, key](const call_ptr& done, const protocol::create_reply& r) {
              add_first_items(done, r.session, messages, key, r.replayed);
            },
            protocol::create_atom_v, same->caller,
            protocol::create_command{std::move(request), {}, key});
      });
}

}  // namespace parley::frontends::http::api::openai
