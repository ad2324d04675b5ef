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

void ask_keeper(const call_ptr& c, protocol::retention_command command,
                void (*then)(const call_ptr&, const protocol::retention_reply&)) {
  ask<protocol::retention_reply>(c, then, protocol::retain_atom_v, c->caller, std::move(command));
}

}  // namespace

void get_retention(const call_ptr& c) { ask_keeper(c, {}, send_rules); }

void put_retention(const call_ptr& c) {
  auto rules = rules_in_body(*c);
  if (!rules) return fail(*c, rules.error());
  ask_keeper(c, {std::move(*rules), false}, send_rules);
}

void dry_run_retention(const call_ptr& c) {
  if (c->request.body.empty()) return ask_keeper(c, {{}, true}, send_counts);
  auto rules = rules_in_body(*c);
  if (!rules) return fail(*c, rules.error());
  ask_keeper(c, {std::move(*rules), true}, send_counts);
}

}  // namespace parley::frontends::http::api
