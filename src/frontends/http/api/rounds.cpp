#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/domain/decode.hpp"

namespace parley::frontends::http::api {

void note_round(const call_ptr& c) {
  if (auto legal = nothing_in_body(*c); !legal) return fail(*c, legal.error());
  protocol::append_command command;
  command.rounds = 1;
  ask<protocol::append_reply>(
      c,
      [](const call_ptr& same, const protocol::append_reply& r) {
        send(*same, 200,
             {{"round", r.round}, {"summary_due", context::is_due(r.round, same->node->rounds)}});
      },
      protocol::append_atom_v, c->caller, c->session(), std::move(command));
}

}  // namespace parley::frontends::http::api
