#include "parley/domain/retention.hpp"

#include <algorithm>
#include <chrono>

#include "domain/object_reader.hpp"

namespace parley::domain {

namespace {

constexpr std::size_t rules_max = 100;
constexpr std::int64_t idle_days_max = 36'500;

enum class rule_action { erase, keep };

std::optional<rule_action> parse_action(std::string_view name) {
  if (name == "delete") return rule_action::erase;
  if (name == "keep") return rule_action::keep;
  return std::nullopt;
}

base::result<retention_rule> decode_rule(const json& value, const std::string& prefix,
                                         const base::limits& limits) {
  object_reader in{value, prefix, limits, unknown_fields::refuse};
  retention_rule out;
  out.name = in.text("name", role_rule);
  out.status = in.optional_name("status", parse_session_status, allowed_session_statuses());
  out.type = in.optional_name("type", parse_session_type, allowed_session_types());
  out.role = in.optional_text("role", role_rule);
  out.user = in.optional_text("user", name_rule);
  const auto days = in.integer("idle_days", 0);
  if (!days || *days > idle_days_max)
    in.refuse(broken(in.path("idle_days"), "an integer of 0 to 36500"));
  out.idle_days = days.value_or(0);
  out.keep = in.name("action", parse_action, "delete, keep") == rule_action::keep;
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

template <class T>
bool is(const std::optional<T>& wanted, const T& value) {
  return !wanted || *wanted == value;
}

/// One whose last activity is still to come, by a clock that was set back, fits no rule.
bool fits(const retention_rule& rule, const session_view& session, base::timestamp now) {
  const auto& record = session.record;
  return now - session.last_activity() >= std::chrono::days{rule.idle_days} &&
         is(rule.status, record.status) && is(rule.type, record.type) &&
         (!rule.user || rule.user == record.user_id) &&
         (!rule.role || std::any_of(record.participants.begin(), record.participants.end(),
                                    [&](const participant& p) { return p.role == rule.role; }));
}

}  // namespace

base::result<retention_policy> decode_retention(const json& body) {
  const base::limits limits;
  object_reader in{body, "", limits, unknown_fields::refuse};
  retention_policy out;
  const auto* list = in.list("rules");
  if (!list || list->size() > rules_max)
    in.refuse(broken("rules", "a JSON array of up to 100 rules"));
  for (std::size_t i = 0; in.ok() && i < list->size(); ++i) {
    const auto prefix = "rules[" + std::to_string(i) + "].";
    auto rule = in.take(decode_rule((*list)[i], prefix, limits));
    if (std::any_of(out.rules.begin(), out.rules.end(),
                    [&](const retention_rule& earlier) { return earlier.name == rule.name; }))
      in.refuse(broken(prefix + "name", "unlike the names of the rules before it"));
    out.rules.push_back(std::move(rule));
  }
  if (auto done = in.end(); !done) return base::fail(std::move(done.error()));
  return out;
}

json encode(const retention_policy& policy) {
  auto rules = json::array();
  for (const auto& rule : policy.rules)
    rules.push_back({{"name", rule.name},
                     {"status", rule.status ? json(to_string(*rule.status)) : json(nullptr)},
                     {"type", rule.type ? json(to_string(*rule.type)) : json(nullptr)},
                     {"role", or_null(rule.role)},
                     {"user", or_null(rule.user)},
                     {"idle_days", rule.idle_days},
                     {"action", rule.keep ? "keep" : "delete"}});
  return {{"rules", std::move(rules)}};
}

const retention_rule* deciding_rule(const retention_policy& policy, const session_view& session,
                                    base::timestamp now) {
  const auto rule = std::find_if(policy.rules.begin(), policy.rules.end(),
                                 [&](const auto& r) { return fits(r, session, now); });
  return rule == policy.rules.end() ? nullptr : &*rule;
}

std::optional<std::int64_t> shortest_idle_days(const retention_policy& policy) {
  std::optional<std::int64_t> shortest;
  for (const auto& rule : policy.rules)
    if (!rule.keep) shortest = std::min(shortest.value_or(rule.idle_days), rule.idle_days);
  return shortest;
}

}  // namespace parley::domain
