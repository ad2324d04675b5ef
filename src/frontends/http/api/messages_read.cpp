#include "frontends/gateway/history.hpp"
#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::http::api {

using base::errc;

void list_messages(const call_ptr& c) {
  auto wanted = gateway::read_history_query(c->query, c->node->limits);
  if (!wanted) return fail(*c, wanted.error());
  const auto* erased = parameter(*c, "erased");
  if (erased && *erased != "omit")
    return fail(*c, {errc::invalid_argument, "erased", "The only value is: omit."});
  ask<protocol::message_page>(
      c,
      [forward = wanted->forward, omit = erased != nullptr](const call_ptr& same,
                                                            protocol::message_page page) {
        auto kept = std::make_shared<protocol::message_page>(std::move(page));
        offload(*same->node, [same, kept, forward, omit] {
          send(*same, 200, gateway::encode(*kept, forward, omit));
        });
      },
      protocol::page_atom_v, c->caller, c->session(), wanted->request);
}

void get_message(const call_ptr& c) {
  const auto& name = c->item();
  if (name.find_first_not_of("0123456789") != std::string::npos)
    if (const auto legal = domain::check_message_id(name); !legal) return fail(*c, legal.error());
  ask<domain::message>(
      c,
      [](const call_ptr& same, const domain::message& m) { send(*same, 200, domain::encode(m)); },
      protocol::find_atom_v, c->caller, c->session(), name);
}

}  // namespace parley::frontends::http::api
