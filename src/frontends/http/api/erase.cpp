#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"

namespace parley::frontends::http::api {

namespace {

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
                       protocol::blank_command{c->path[6], {}, {}});
}

void erase_user(const call_ptr& c) {
  ask<domain::erasure>(c, send_receipt, protocol::person_atom_v, c->caller,
                       std::string{c->path[4]});
}

}  // namespace parley::frontends::http::api
