#include "frontends/http/api/call.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/operations.hpp"

namespace parley::frontends::http::api {

namespace {

void send_page(call& c, const base::result<protocol::supervisor_status>& sessions) {
  transport::response page;
  page.content_type = metrics_type;
  page.body = c.node->operations->metrics(sessions ? &*sessions : nullptr);
  c.respond(std::move(page));
}

}  // namespace

void get_metrics(const call_ptr& c) {
  if (!c->node->operations || !c->node->operations->metrics)
    return fail(*c, {base::errc::not_implemented, "", "This node counts nothing."});
  // Not ask(): the rest is worth telling, too, when the supervisor is gone.
  gateway::ask<protocol::supervisor_status>(
      c->node->system, c->node->supervisor,
      [c](base::result<protocol::supervisor_status> reply) {
        offload(*c->node,
                [c, sessions = std::move(reply)] { guarded(c, [&] { send_page(*c, sessions); }); });
      },
      protocol::status_atom_v);
}

}  // namespace parley::frontends::http::api
