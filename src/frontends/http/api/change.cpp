#include "frontends/http/api/change.hpp"

#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/idempotent.hpp"

namespace parley::frontends::http::api {

void change_record(const call_ptr& c, domain::record_change change, change_answer reply) {
  const auto revision = if_match(*c);
  if (!revision) return fail(*c, revision.error());
  once(
      c,
      [reply](const call_ptr& same, protocol::replay found) {
        if (found.session) return reply(*same, *found.session, !found.all_known, true);
        fail(*same, {base::errc::internal, "", "The earlier answer has no record."});
      },
      [reply, change = std::move(change), revision = *revision](
          const call_ptr& same, std::optional<storage::idempotency> key) mutable {
        protocol::change_command command{std::move(change), revision, std::move(key)};
        ask<protocol::change_reply>(
            same,
            [reply](const call_ptr& done, const protocol::change_reply& r) {
              reply(*done, r.session, r.changed, r.replayed);
            },
            protocol::change_atom_v, same->caller, same->session(), std::move(command));
      });
}

void reply_with_record(call& c, const domain::session_view& view, bool, bool replayed) {
  send_record(c, 200, view, replayed);
}

}  // namespace parley::frontends::http::api
