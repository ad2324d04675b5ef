#include "frontends/gateway/ask.hpp"
#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/domain/api_key.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

template <class Reply, class Then, class... Args>
void ask_keys(const call_ptr& c, Then then, Args... args) {
  if (!c->node->keys)
    return fail(*c, {errc::not_implemented, "", "This node keeps no keys."});
  gateway::ask<Reply>(
      c->node->system, c->node->keys,
      [c, then](base::result<Reply> reply) {
        if (!reply) return fail(*c, reply.error());
        guarded(c, [&] { then(*c, *reply); });
      },
      std::move(args)...);
}

}  // namespace

void create_key(const call_ptr& c) {
  const auto body = json_body(*c);
  if (!body) return fail(*c, body.error());
  auto wanted = domain::decode_key_request(*body, c->node->clock.now());
  if (!wanted) return fail(*c, wanted.error());
  ask_keys<domain::made_key>(
      c,
      [](call& same, const domain::made_key& made) {
        auto shown = domain::encode(made.key);
        shown["token"] = made.token;
        send(same, 201, shown, {{"Cache-Control", "no-store"}});
      },
      protocol::mint_atom_v, c->caller, std::move(*wanted));
}

void list_keys(const call_ptr& c) {
  ask_keys<protocol::key_list>(
      c,
      [](call& same, const protocol::key_list& found) {
        auto items = json::array();
        for (const auto& key : found.items) items.push_back(domain::encode(key));
        send(same, 200, {{"items", std::move(items)}, {"next", nullptr}});
      },
      protocol::keys_atom_v, c->caller);
}

void revoke_key(const call_ptr& c) {
  ask_keys<domain::api_key>(
      c, [](call& same, const domain::api_key& key) { send(same, 200, domain::encode(key)); },
      protocol::revoke_atom_v, c->caller, c->path[4]);
}

}  // namespace parley::frontends::http::api
