#include "actors/keeper_world.hpp"
#include "api_world.hpp"

#define CAF_SUITE api_retention

using namespace parley::tests;

namespace {

struct retained : api_world {
  keeper_of keeper{*this};
  const std::string path = base + "/retention";

  static json policy(int idle_days, const std::string& action = "delete") {
    return {{"rules", json::array({json{{"name", "old"},
                                        {"status", nullptr},
                                        {"type", nullptr},
                                        {"role", nullptr},
                                        {"user", nullptr},
                                        {"idle_days", idle_days},
                                        {"action", action}}})}};
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_retention, retained)

CAF_TEST(rules_are_read_and_replaced) {
  const auto none = call("GET", path);
  CAF_CHECK_EQUAL(none.status, 200);
  CAF_CHECK(none.body == (json{{"rules", json::array()}}));
  const auto stored = call("PUT", path, policy(30));
  CAF_CHECK_EQUAL(stored.status, 200);
  CAF_CHECK(stored.body == policy(30));
  CAF_CHECK(call("GET", path).body == policy(30));
  CAF_CHECK(call("GET", "/v1/tenants/other/retention")["rules"].empty());
  CAF_CHECK_EQUAL(call("PUT", path, json{{"rules", json::array()}}).status, 200);
  CAF_CHECK(call("GET", path)["rules"].empty());
}

CAF_TEST(rules_that_are_not_legal_change_nothing) {
  call("PUT", path, policy(30));
  const struct {
    std::string body;
    std::string code;
    std::string field;
  } table[] = {
      {"", "invalid_argument", "body"},
      {"{", "invalid_argument", "body"},
      {"{}", "invalid_argument", "rules"},
      {R"({"rules": [], "rules": []})", "invalid_argument", "rules"},
      {R"({"rules": [], "more": 1})", "unknown_field", "more"},
      {R"({"rules": [{"name": "a", "idle_days": -1, "action": "keep"}]})", "invalid_argument",
       "rules[0].idle_days"},
      {R"({"rules": [{"name": "a", "idle_days": 1, "action": "keep", "if": 1}]})",
       "unknown_field", "rules[0].if"},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.body);
    for (const std::string method : {"PUT", "POST"}) {
      if (method == "POST" && entry.body.empty()) continue;
      const auto refused =
          call(method, method == "PUT" ? path : path + "/dry-run", entry.body);
      CAF_CHECK_EQUAL(refused.status, 400);
      CAF_CHECK_EQUAL(refused.code(), entry.code);
      CAF_CHECK_EQUAL(refused.field(), entry.field);
    }
  }
  CAF_CHECK(call("GET", path).body == policy(30));
}

CAF_TEST(a_dry_run_counts_and_erases_nothing) {
  create_session("s1");
  say_in("s1", "hi");
  clock.advance(std::chrono::days{10});
  create_session("s2");
  const auto of_stored = call("POST", path + "/dry-run");
  CAF_CHECK_EQUAL(of_stored.status, 200);
  CAF_CHECK(of_stored.body ==
            (json{{"rules", json::array()}, {"looked_at", 0}, {"complete", true}}));
  const auto of_body = call("POST", path + "/dry-run", policy(10));
  CAF_CHECK_EQUAL(of_body.status, 200);
  CAF_CHECK(of_body.body == (json{{"rules", json::array({json{{"name", "old"},
                                                              {"action", "delete"},
                                                              {"sessions", 1},
                                                              {"messages", 1},
                                                              {"first", {"s1"}}}})},
                                  {"looked_at", 1},
                                  {"complete", true}}));
  CAF_CHECK(call("GET", path)["rules"].empty());
  call("PUT", path, policy(10));
  CAF_CHECK(call("POST", path + "/dry-run").body == of_body.body);
  CAF_CHECK_EQUAL(call("GET", base + "/sessions/s1").status, 200);
}

CAF_TEST(what_is_due_is_gone_after_the_next_look) {
  create_session("s1");
  call("PUT", path, policy(1));
  clock.advance(std::chrono::days{2});
  create_session("s2");
  keeper.tick();
  step();
  CAF_CHECK_EQUAL(call("GET", base + "/sessions/s1").status, 410);
  CAF_CHECK_EQUAL(call("GET", base + "/sessions/s2").status, 200);
}

CAF_TEST(a_store_that_is_away_is_said) {
  script->reads_unavailable(true);
  CAF_CHECK_EQUAL(call("GET", path).status, 503);
  CAF_CHECK_EQUAL(call("POST", path + "/dry-run").status, 503);
  script->reads_unavailable(false);
  script->push(parley::testing::commit_fault::reject);
  CAF_CHECK_EQUAL(call("PUT", path, policy(1)).status, 503);
  CAF_CHECK(call("GET", path)["rules"].empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
