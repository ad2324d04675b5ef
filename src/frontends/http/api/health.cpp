#include "frontends/http/api/call.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/operations.hpp"
#include "parley/base/version.hpp"

namespace parley::frontends::http::api {

using domain::json;

namespace {

double ms(std::chrono::microseconds us) { return static_cast<double>(us.count()) / 1000.0; }

json encode_creation(const telemetry::duration_stats::snapshot& s) {
  const bool any = s.count > 0;
  return {{"count", s.count},
          {"mean_ms", any ? json(ms(s.sum) / static_cast<double>(s.count)) : json(nullptr)},
          {"least_ms", any ? json(ms(s.least)) : json(nullptr)},
          {"greatest_ms", any ? json(ms(s.greatest)) : json(nullptr)}};
}

json encode_sessions(const protocol::supervisor_status& s) {
  return {{"live", s.live}, {"cool", s.cool}, {"leaving", s.held}, {"bytes", s.bytes}};
}

json encode_dependency(const dependency_status& d) {
  json shown{{"name", d.name}, {"state", d.up ? "up" : "down"}};
  if (!d.detail.empty()) shown["detail"] = d.detail;
  return shown;
}

json encode_actions(const std::optional<actions_status>& a) {
  if (!a) return nullptr;
  return {{"state", a->state},
          {"in_flight", a->in_flight},
          {"done", a->done},
          {"failed", a->failed},
          {"dead_letters", a->dead_letters}};
}

/// `trouble` is empty when the store answered.
void send_status(call& c, const std::string& trouble, const protocol::supervisor_status& sessions) {
  const auto node = c.node->status ? c.node->status() : node_status{};
  json store{{"name", "store"}, {"state", trouble.empty() ? "up" : "down"}};
  if (!trouble.empty()) store["detail"] = trouble;
  if (!node.durability.empty()) store["durability"] = node.durability;
  auto dependencies = json::array({std::move(store)});
  for (const auto& d : node.dependencies) dependencies.push_back(encode_dependency(d));
  const auto search = node.index_behind ? json{{"behind", *node.index_behind}} : json(nullptr);
  send(c, 200,
       {{"version", std::string(base::version())},
        {"uptime_s", ms(node.uptime) / 1000.0},
        {"drivers", node.drivers},
        {"features", node.features},
        {"dependencies", std::move(dependencies)},
        {"actions", encode_actions(node.actions)},
        {"creation", encode_creation(node.creation)},
        {"search", search},
        {"sessions", encode_sessions(sessions)}});
}

}  // namespace

void get_status(const call_ptr& c) {
  // Not ask(): a store that is away is an answer here, no failure.
  gateway::ask<protocol::done>(
      c->node->system, c->node->supervisor,
      [c](base::result<protocol::done> reply) {
        const auto trouble = reply ? std::string{} : reply.error().text;
        ask<protocol::supervisor_status>(
            c,
            [trouble](const call_ptr& same, const protocol::supervisor_status& sessions) {
              send_status(*same, trouble, sessions);
            },
            protocol::status_atom_v);
      },
      protocol::probe_atom_v, c->caller);
}

void get_live(const call_ptr& c) { send(*c, 200, {{"status", "live"}}); }

namespace {

void get_ready_of(const call_ptr& c, operations& node) {
  if (node.stopping) return send(*c, 503, encode(readiness{true, {}}));
  node.check_up([c](std::vector<dependency_check> found) {
    guarded(c, [&] {
      const readiness now{c->node->operations->stopping, std::move(found)};
      send(*c, now.ready() ? 200 : 503, encode(now));
    });
  });
}

}  // namespace

void get_ready(const call_ptr& c) {
  if (const auto& node = c->node->operations; node && node->check_up)
    return get_ready_of(c, *node);
  ask<protocol::done>(
      c,
      [](const call_ptr& same, protocol::done) {
        send(*same, 200, {{"status", "ready"}});
      },
      protocol::probe_atom_v, c->caller);
}

}  // namespace parley::frontends::http::api
