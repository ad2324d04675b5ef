#define CAF_SUITE retention
#include "caf/test/unit_test.hpp"

#include "expect.hpp"
#include "parley/domain/retention.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;
using expect::parsed;

namespace {

const auto now = base::from_micros(1767323045000000);
constexpr std::chrono::days day{1};

session_view idle_for(std::chrono::microseconds time) {
  session_view s;
  s.record.session_id = "s";
  s.record.user_id = "ann";
  s.record.participants.resize(2);
  s.record.participants[1].role = "writer";
  s.record.touched_at = now - time;
  return s;
}

retention_policy policy_of(const std::string& rules) {
  return decode_retention(parsed("{\"rules\": [" + rules + "]}")).value();
}

std::string decider(const std::string& rules, const session_view& s) {
  const auto policy = policy_of(rules);
  const auto* rule = deciding_rule(policy, s, now);
  return rule ? rule->name : "none";
}

}  // namespace

CAF_TEST(what rules may be) {
  const std::string rest = R"("idle_days": 1, "action": "delete"})";
  const std::string good = R"({"name": "a", )" + rest;
  std::string many = good;
  for (int i = 1; i < 100; ++i) many += R"(,{"name": "n)" + std::to_string(i) + "\", " + rest;
  const struct {
    std::string rules;
    std::string expected;
  } table[] = {
      {"", "ok"},
      {good, "ok"},
      {many, "ok"},
      {many + R"(,{"name": "more", )" + rest, "invalid_argument rules"},
      {R"({"name": "a", "status": null, "type": null, "role": null, "user": null, )" + rest, "ok"},
      {R"({"name": "a", "status": "closed", "type": "user_to_mc", "role": "w", "user": "u", )" +
           rest,
       "ok"},
      {"7", "invalid_argument rules[0]"},
      {"{" + rest, "invalid_argument rules[0].name"},
      {R"({"name": "", )" + rest, "invalid_argument rules[0].name"},
      {R"({"name": ")" + std::string(65, 'a') + "\", " + rest, "invalid_argument rules[0].name"},
      {R"({"name": "a b", )" + rest, "invalid_argument rules[0].name"},
      {good + "," + good, "invalid_argument rules[1].name"},
      {R"({"name": "a", "status": "open", )" + rest, "invalid_argument rules[0].status"},
      {R"({"name": "a", "status": 1, )" + rest, "invalid_argument rules[0].status"},
      {R"({"name": "a", "type": "chat", )" + rest, "invalid_argument rules[0].type"},
      {R"({"name": "a", "role": "a b", )" + rest, "invalid_argument rules[0].role"},
      {R"({"name": "a", "user": "", )" + rest, "invalid_argument rules[0].user"},
      {R"({"name": "a", "action": "keep"})", "invalid_argument rules[0].idle_days"},
      {R"({"name": "a", "action": "keep", "idle_days": -1})",
       "invalid_argument rules[0].idle_days"},
      {R"({"name": "a", "action": "keep", "idle_days": 1.5})",
       "invalid_argument rules[0].idle_days"},
      {R"({"name": "a", "action": "keep", "idle_days": 36500})", "ok"},
      {good + R"(,{"name": "b", "action": "keep", "idle_days": 36501})",
       "invalid_argument rules[1].idle_days"},
      {R"({"name": "a", "action": "keep", "idle_days": 18446744073709551615})",
       "invalid_argument rules[0].idle_days"},
      {R"({"name": "a", "idle_days": 1})", "invalid_argument rules[0].action"},
      {R"({"name": "a", "idle_days": 1, "action": "erase"})", "invalid_argument rules[0].action"},
      {good + R"(,{"name": "b", "after": 1, )" + rest, "unknown_field rules[1].after"},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.rules.substr(0, 100));
    const auto got = outcome(decode_retention(parsed("{\"rules\": [" + entry.rules + "]}")));
    CAF_CHECK_EQUAL(got, entry.expected);
  }
}

CAF_TEST(what a policy may be) {
  const struct {
    std::string body;
    std::string expected;
  } table[] = {
      {"{}", "invalid_argument rules"},
      {"[]", "invalid_argument"},
      {R"({"rules": null})", "invalid_argument rules"},
      {R"({"rules": {}})", "invalid_argument rules"},
      {R"({"rules": [], "more": 1})", "unknown_field more"},
      {R"({"rules": []})", "ok"},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.body);
    const auto got = outcome(decode_retention(parsed(entry.body)));
    CAF_CHECK_EQUAL(got, entry.expected);
  }
}

CAF_TEST(what is shown is read again) {
  const auto policy = policy_of(
      R"({"name": "a", "status": "closed", "type": "user_to_agent", "role": "w", "user": "u",
          "idle_days": 30, "action": "delete"},
         {"name": "b", "idle_days": 0, "action": "keep"})");
  CAF_CHECK(policy.rules[0].status == session_status::closed && !policy.rules[0].keep);
  CAF_CHECK(policy.rules[1].keep && !policy.rules[1].type);
  CAF_CHECK(decode_retention(encode(policy)).value() == policy);
  const auto second = encode(policy)["rules"][1];
  CAF_CHECK(second["user"].is_null() && second["action"] == "keep");
}

CAF_TEST(the first rule that fits decides) {
  const std::string erase = R"({"name": "erase", "idle_days": 2, "action": "delete"})";
  const auto keep = [](const std::string& what) {
    return R"({"name": "keep", "idle_days": 0, "action": "keep")" + what + "},";
  };
  const auto old = idle_for(2 * day);
  const struct {
    std::string rules;
    session_view session;
    std::string expected;
  } table[] = {
      {"", old, "none"},
      {erase, old, "erase"},
      {erase, idle_for(2 * day - std::chrono::microseconds{1}), "none"},
      {erase, idle_for(2000 * day), "erase"},
      {erase, idle_for(-5 * day), "none"},
      {keep("") + erase, old, "keep"},
      {keep("") + erase, idle_for(std::chrono::hours{-1}), "none"},
      {erase + "," + R"({"name": "late", "idle_days": 0, "action": "keep"})", old, "erase"},
      {keep(R"(, "status": "active")") + erase, old, "keep"},
      {keep(R"(, "status": "closed")") + erase, old, "erase"},
      {keep(R"(, "type": "user_to_agent")") + erase, old, "keep"},
      {keep(R"(, "type": "user_to_mc")") + erase, old, "erase"},
      {keep(R"(, "role": "writer")") + erase, old, "keep"},
      {keep(R"(, "role": "critic")") + erase, old, "erase"},
      {keep(R"(, "user": "ann")") + erase, old, "keep"},
      {keep(R"(, "user": "bob")") + erase, old, "erase"},
      {keep(R"(, "user": "ann", "status": "closed")") + erase, old, "erase"},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.rules);
    CAF_CHECK_EQUAL(decider(entry.rules, entry.session), entry.expected);
  }
}

CAF_TEST(a session without an owner is nobodys) {
  auto s = idle_for(day);
  s.record.user_id.reset();
  CAF_CHECK_EQUAL(
      decider(R"({"name": "a", "user": "ann", "idle_days": 0, "action": "delete"})", s), "none");
}

CAF_TEST(a message is activity) {
  auto s = idle_for(9 * day);
  s.at.last_append = now - day;
  const std::string rule = R"({"name": "a", "idle_days": 2, "action": "delete"})";
  CAF_CHECK_EQUAL(decider(rule, s), "none");
}

CAF_TEST(only rules that erase say how far to look) {
  CAF_CHECK(!shortest_idle_days({}));
  CAF_CHECK(!shortest_idle_days(policy_of(R"({"name": "k", "idle_days": 1, "action": "keep"})")));
  CAF_CHECK(shortest_idle_days(policy_of(R"({"name": "k", "idle_days": 1, "action": "keep"},
                                            {"name": "a", "idle_days": 9, "action": "delete"},
                                            {"name": "b", "idle_days": 4, "action": "delete"})")) ==
            4);
}
