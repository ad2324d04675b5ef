#include "frontends/http/api/change.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::http::api {

void get_session(const call_ptr& c) {
  ask<domain::session_view>(
      c, [](const call_ptr& same, const domain::session_view& v) { send_record(*same, 200, v); },
      protocol::get_atom_v, c->caller, c->session());
}

void patch_session(const call_ptr& c) {
  const auto body = json_body(*c);
  if (!body) return fail(*c, body.error());
  auto patch = domain::decode_session_patch(*body, c->node->limits);
  if (!patch) return fail(*c, patch.error());
  change_record(c, domain::patch_change{std::move(*patch)}, reply_with_record);
}

void close_session(const call_ptr& c) {
  auto reason = reason_in_body(*c);
  if (!reason) return fail(*c, reason.error());
  change_record(c, domain::close_change{std::move(*reason)}, reply_with_record);
}

void reopen_session(const call_ptr& c) {
  auto reason = reason_in_body(*c);
  if (!reason) return fail(*c, reason.error());
  change_record(c, domain::reopen_change{std::move(*reason)}, reply_with_record);
}

void passivate_session(const call_ptr& c) {
  const auto reason = reason_in_body(*c);
  if (!reason) return fail(*c, reason.error());
  // The record is read first: reading it afterwards would wake the session again.
  ask<domain::session_view>(
      c,
      [](const call_ptr& same, domain::session_view view) {
        ask<protocol::done>(
            same,
            [view = std::move(view)](const call_ptr& done, protocol::done) {
              send_record(*done, 200, view);
            },
            protocol::passivate_atom_v, same->caller, same->session());
      },
      protocol::get_atom_v, c->caller, c->session());
}

void get_session_summary(const call_ptr& c) {
  ask<domain::session_view>(
      c,
      [](const call_ptr& same, const domain::session_view& view) {
        auto body = domain::encode(view);
        body["history_length"] = view.message_count();
        send(*same, 200, body, {{"ETag", '"' + std::to_string(view.record.revision) + '"'}});
      },
      protocol::get_atom_v, c->caller, c->session());
}

}  // namespace parley::frontends::http::api
