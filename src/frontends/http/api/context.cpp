#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/context/json_form.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

constexpr std::int64_t most = INT64_MAX;

/// The parameters as the body that would say the same.
base::result<json> query_as_body(const call& c) {
  auto body = json::object();
  for (const auto* name : {"max_tokens", "reserve", "current_prompt_seq"}) {
    const auto number = integer_parameter(c, name, 0, most);
    if (!number) return base::fail(number.error());
    if (*number) body[name] = **number;
  }
  for (const auto* name : {"model", "as_participant", "retrieved", "system_prompt", "pending"})
    if (const auto* text = parameter(c, name)) body[name] = *text;
  if (const auto* tools = parameter(c, "tools")) {
    auto list = domain::parse_json(*tools, c.node->limits.json_depth);
    if (!list) return base::fail(errc::invalid_argument, "tools", "tools must be a JSON list.");
    body["tools"] = std::move(*list);
  }
  return body;
}

void show_context(const call_ptr& c, const base::result<json>& body) {
  if (!body) return fail(*c, body.error());
  auto decoded = context::decode_view(*body, c->node->limits);
  if (!decoded) return fail(*c, decoded.error());
  ask<context::context_view>(
      c,
      [](const call_ptr& same, const context::context_view& view) {
        send(*same, 200, context::encode(view));
      },
      protocol::context_atom_v, c->caller, c->session(),
      protocol::context_command{std::move(decoded->view), std::move(decoded->model)});
}

}  // namespace

void get_context(const call_ptr& c) { show_context(c, query_as_body(*c)); }

void post_context(const call_ptr& c) {
  show_context(c, c->request.body.empty() ? base::result<json>{json::object()} : json_body(*c));
}

}  // namespace parley::frontends::http::api
