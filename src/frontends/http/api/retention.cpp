#include "parley/domain/retention.hpp"

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"

namespace parley::frontends::http::api {

using domain::json;

namespace {

base::result<domain::retention_policy> rules_in_body(const call& c) {
  const auto body = json_body(c);
  if (!body) return base::fail(body.error());
  return domain::decode_retention(*body);
}

void send_rules(const call_ptr& c, const protocol::retention_reply& answer) {
  send(*c, 200, domain::encode(answer.policy));
}

void send_counts(const call_ptr& c, const protocol::retention_reply& answer) {
  auto rules = json::array();
  for (const auto& count : answer.counts)
    rules.push_back({{"name", count.rule},
                     {"action", count.keep ? "keep" : "delete"},
                     {"sessions", count.sessions},
                     {"messages", count.messages},
                     {"first", count.first}});
  send(*c, 200,
       {{"rules", std::move(rules)},
        {"looked_at", answer.looked_at},
        {"complete", answer.complete}});
}

}  // namespace

void get_retention(const call_ptr& c) {
  ask<protocol::retention_reply>(c, send_rules, protocol::retain_atom_v, c->caller,
                                 protocol::retention_command{});
}

void put_retention(const call_ptr& c) {
  auto rules = rules_in_body(*c);
  if (!rules) return fail(*c, rules.error());
  ask<protocol::retention_reply>(c, send_rules, protocol::retain_atom_v, c->caller,
                                 protocol::retention_command{std::move(*rules), false});
}

void dry_run_retention(const call_ptr& c) {
  protocol::retention_command command{{}, true};
  if (!c->request.body.empty()) {
    auto rules = rules_in_body(*c);
    if (!rules) return fail(*c, rules.error());
    command.put = std::move(*rules);
  }
  ask<protocol::retention_reply>(c, send_counts, protocol::retain_atom_v, c->caller,
                                 std::move(command));
}

}  // namespace parley::frontends::http::api
