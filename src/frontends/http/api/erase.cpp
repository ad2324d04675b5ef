#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/base/utf8.hpp"

namespace parley::frontends::http::api {

namespace {

constexpr std::size_t user_id_max = 256;

void send_receipt(const call_ptr& c, const domain::erasure& receipt) {
  send(*c, 200, domain::encode(receipt));
}

}  // namespace

void erase_session(const call_ptr& c) {
  const auto revision = if_match(*c);
  if (!revision) return fail(*c, revision.error());
  ask<domain::erasure>(c, send_receipt, protocol::erase_atom_v, c->caller, c->session(),
                       protocol::erase_command{*revision});
}

void erase_message(const call_ptr& c) {
  ask<domain::erasure>(c, send_receipt, protocol::blank_atom_v, c->caller, c->session(),
                       protocol::blank_command{c->path[6], {}, {}, {}});
}

void erase_user(const call_ptr& c) {
  const auto& user = c->path[4];
  if (user.empty() || base::code_points(user) > user_id_max || base::has_control_characters(user))
    return fail(*c, {base::errc::invalid_argument, "user",
                     "A user id has 1 to 256 characters and no control characters."});
  ask<domain::erasure>(c, send_receipt, protocol::person_atom_v, c->caller, user);
}

}  // namespace parley::frontends::http::api
