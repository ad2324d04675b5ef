#include "frontends/gateway/bodies.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/idempotent.hpp"
#include "parley/domain/decode.hpp"

namespace parley::frontends::http::api {

using domain::json;

namespace {

void answer_append(call& c, const std::vector<protocol::receipt>& receipts, bool batch,
                   bool all_known, bool replayed) {
  auto body = json::object();
  if (batch) {
    auto& messages = body["messages"] = json::array();
    for (const auto& r : receipts) messages.push_back(gateway::encode(r));
  } else {
    body = gateway::encode(receipts.at(0));
  }
  send(c, all_known ? 200 : 201, body, marked(replayed));
}

}  // namespace

void append_messages(const call_ptr& c) {
  protocol::append_command command;
  bool batch = false;
  {
    const auto body = json_body(*c);
    if (!body) return fail(*c, body.error());
    auto decoded = domain::decode_append(*body, c->node->limits);
    if (!decoded) return fail(*c, decoded.error());
    batch = decoded->batch;
    command.messages = std::move(decoded->messages);
  }
  const auto last_seq = if_match(*c);
  if (!last_seq) return fail(*c, last_seq.error());
  command.if_last_seq = *last_seq;
  once(
      c,
      [batch](const call_ptr& same, const protocol::replay& found) {
        answer_append(*same, found.receipts, batch, found.all_known, true);
      },
      [batch, command = std::move(command)](const call_ptr& same,
                                            std::optional<storage::idempotency> key) mutable {
        command.once = std::move(key);
        ask<protocol::append_reply>(
            same,
            [batch](const call_ptr& done, const protocol::append_reply& r) {
              answer_append(*done, r.receipts, batch, r.all_known, r.replayed);
            },
            protocol::append_atom_v, same->caller, same->session(), std::move(command));
      });
}

}  // namespace parley::frontends::http::api
