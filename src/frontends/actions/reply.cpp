#include "frontends/actions/reply.hpp"

#include "frontends/gateway/bodies.hpp"

namespace parley::frontends::actions {

using domain::json;

namespace {

json text_or_null(const std::optional<std::string>& text) { return text ? json(*text) : json(); }

}  // namespace

std::string write_reply(const reply_address& to, base::result<json> outcome, base::timestamp now) {
  json reply{{"action_id", text_or_null(to.action_id)},
             {"correlation_id", text_or_null(to.correlation_id)},
             {"action_type", text_or_null(to.action_type)},
             {"ok", outcome.has_value()},
             {"timestamp", base::format_time(now)}};
  if (outcome)
    reply["result"] = std::move(*outcome);
  else
    reply["error"] = gateway::encode(outcome.error());
  return gateway::to_body(reply);
}

}  // namespace parley::frontends::actions
