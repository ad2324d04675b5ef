#include "frontends/actions/handlers.hpp"
#include "frontends/actions/once.hpp"
#include "frontends/gateway/bodies.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::actions {

using base::errc;
using domain::json;

namespace {

/// The record that an earlier use of the action's id left.
void show_again(const action_ptr& a, const protocol::replay& found) {
  if (found.session) return succeed(a, domain::encode(*found.session));
  fail(a, {errc::internal, "", "The earlier answer has no record."});
}

void change(const action_ptr& a, domain::record_change what) {
  once(a, show_again, [what = std::move(what)](const action_ptr& same) mutable {
    ask<protocol::change_reply>(
        same,
        [](const action_ptr& done, const protocol::change_reply& r) {
          succeed(done, domain::encode(r.session));
        },
        protocol::change_atom_v, same->caller, same->session(),
        protocol::change_command{std::move(what), {}, same->key});
  });
}

base::result<domain::record_change> change_to(const std::string& status, std::string reason) {
  using domain::session_status;
  const auto wanted = domain::parse_session_status(status);
  if (!wanted)
    return base::fail(
        errc::invalid_argument, "status",
        "The value must be one of: " + std::string(domain::allowed_session_statuses()) + ".");
  switch (*wanted) {
    case session_status::active:
      return domain::reopen_change{std::move(reason)};
    case session_status::closed:
      return domain::close_change{std::move(reason)};
    case session_status::archived:
      break;
  }
  return domain::archive_change{std::move(reason)};
}

}  // namespace

void create_conversation(const action_ptr& a) {
  auto body = a->said.data;
  if (a->said.session_id) body["session_id"] = *a->said.session_id;
  auto request = domain::decode_session_request(body, a->node->limits);
  if (!request) return fail(a, std::move(request.error()));
  once(a, show_again, [request = std::move(*request)](const action_ptr& same) mutable {
    ask<protocol::create_reply>(
        same,
        [](const action_ptr& done, const protocol::create_reply& r) {
          succeed(done, domain::encode(r.session));
        },
        protocol::create_atom_v, same->caller,
        protocol::create_command{std::move(request), {}, same->key});
  });
}

void update_status(const action_ptr& a) {
  auto rest = a->said.data;
  const auto status = rest.find("status");
  if (status == rest.end() || !status->is_string())
    return fail(a, {errc::invalid_argument, "status", "The field is missing, or no text."});
  const auto wanted = status->get<std::string>();
  rest.erase(status);
  auto reason = gateway::read_reason(rest);
  if (!reason) return fail(a, std::move(reason.error()));
  auto what = change_to(wanted, std::move(*reason));
  if (!what) return fail(a, std::move(what.error()));
  change(a, std::move(*what));
}

void session_closed(const action_ptr& a) {
  auto reason = gateway::read_reason(a->said.data);
  if (!reason) return fail(a, std::move(reason.error()));
  change(a, domain::close_change{std::move(*reason)});
}

}  // namespace parley::frontends::actions
