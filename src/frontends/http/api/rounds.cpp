#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/idempotent.hpp"
#include "parley/domain/decode.hpp"

namespace parley::frontends::http::api {

namespace {

void answer_round(call& c, std::int64_t round, bool replayed) {
  send(c, 200, {{"round", round}, {"summary_due", context::is_due(round, c.node->rounds)}},
       marked(replayed));
}

}  // namespace

void note_round(const call_ptr& c) {
  if (auto legal = nothing_in_body(*c); !legal) return fail(*c, legal.error());
  once(
      c,
      [](const call_ptr& same, const protocol::replay& found) {
        answer_round(*same, found.round, true);
      },
      [](const call_ptr& same, std::optional<storage::idempotency> key) {
        protocol::append_command command;
        command.rounds = 1;
        command.once = std::move(key);
        ask<protocol::append_reply>(
            same,
            [](const call_ptr& done, const protocol::append_reply& r) {
              answer_round(*done, r.round, r.replayed);
            },
            protocol::append_atom_v, same->caller, same->session(), std::move(command));
      });
}

}  // namespace parley::frontends::http::api
