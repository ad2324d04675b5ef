#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/idempotent.hpp"
#include "parley/base/ids.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::http::api {

namespace {

/// Shows the message that a receipt speaks of.
void answer_message(const call_ptr& c, const protocol::receipt& r, bool known, bool replayed) {
  ask<domain::message>(
      c,
      [known, replayed](const call_ptr& same, const domain::message& m) {
        send(*same, known ? 200 : 201, domain::encode(m), marked(replayed));
      },
      protocol::find_atom_v, c->caller, c->session(), std::to_string(r.seq));
}

}  // namespace

void append_agent_message(const call_ptr& c) {
  const auto body = json_body(*c);
  if (!body) return fail(*c, body.error());
  auto decoded =
      domain::decode_agent_message(*body, c->node->limits, domain::unknown_fields::refuse);
  if (!decoded) return fail(*c, decoded.error());
  // Its entry's metadata names the id, so that it cannot be left to the store.
  if (decoded->message_id.empty())
    decoded->message_id = base::make_uuid(c->node->clock, c->node->entropy);
  once(
      c,
      [](const call_ptr& same, const protocol::replay& found) {
        answer_message(same, found.receipts.at(0), found.all_known, true);
      },
      [message = std::move(*decoded)](const call_ptr& same,
                                      std::optional<storage::idempotency> key) mutable {
        protocol::append_command command;
        command.messages.push_back(domain::to_history(message));
        command.addressed = std::move(message);
        command.once = std::move(key);
        ask<protocol::append_reply>(
            same,
            [](const call_ptr& done, const protocol::append_reply& r) {
              answer_message(done, r.receipts.at(0), r.all_known, r.replayed);
            },
            protocol::append_atom_v, same->caller, same->session(), std::move(command));
      });
}

}  // namespace parley::frontends::http::api
