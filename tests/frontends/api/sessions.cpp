#include "api_world.hpp"

#define CAF_SUITE api_sessions

using namespace parley::tests;

CAF_TEST_FIXTURE_SCOPE(api_sessions, api_world)

CAF_TEST(a_session_is_created_once) {
  const json wanted{{"session_id", "s1"}, {"user_id", "ann"}, {"metadata", {{"plan", "gold"}}}};
  const auto first = call("POST", base + "/sessions", wanted);
  CAF_CHECK_EQUAL(first.status, 201);
  CAF_CHECK_EQUAL(first.type, "application/json");
  CAF_CHECK_EQUAL(first.body["session_id"], "s1");
  CAF_CHECK_EQUAL(first.body["tenant_id"], "acme");
  CAF_CHECK_EQUAL(first.body["session_type"], "user_to_agent");
  CAF_CHECK_EQUAL(first.body["participants"].size(), 2u);
  CAF_CHECK_EQUAL(first.header("ETag"), "\"1\"");
  CAF_CHECK_EQUAL(first.header("Location"), base + "/sessions/s1");

  const auto again = call("POST", base + "/sessions", wanted);
  CAF_CHECK_EQUAL(again.status, 200);
  CAF_CHECK_EQUAL(again.body, first.body);

  const auto other = call("POST", base + "/sessions", json{{"session_id", "s1"}});
  CAF_CHECK_EQUAL(other.status, 409);
  CAF_CHECK_EQUAL(other.code(), "session_exists");

  const auto nameless = call("POST", base + "/sessions", json::object());
  CAF_CHECK_EQUAL(nameless.status, 201);
  CAF_CHECK_EQUAL(nameless.body["session_id"].get<std::string>().size(), 36u);
}

CAF_TEST(an_array_creates_each_for_itself) {
  create_session("old");
  auto list = json::array({json{{"session_id", "old"}}, json{{"session_id", "a/b"}},
                           json{{"session_id", "new"}}, json{{"session_id", "new"}},
                           json{{"session_id", "new"}, {"user_id", "bob"}}, json(7),
                           json{{"parent_session_id", "old"}}});
  for (int i = 0; i < 200; ++i) list.push_back({{"session_id", "bulk-" + std::to_string(i)}});
  const auto r = call("POST", base + "/sessions", list);
  CAF_REQUIRE_EQUAL(r.status, 200);
  const auto& items = r.body["items"];
  CAF_REQUIRE_EQUAL(items.size(), list.size());
  const int expected[] = {200, 400, 201, 200, 409, 400, 201};
  for (std::size_t i = 0; i < std::size(expected); ++i)
    CAF_CHECK_EQUAL(items[i]["status"], expected[i]);
  CAF_CHECK_EQUAL(items[1]["error"]["code"], "invalid_argument");
  CAF_CHECK_EQUAL(items[1]["error"]["field"], "session_id");
  CAF_CHECK_EQUAL(items[4]["error"]["code"], "session_exists");
  CAF_CHECK_EQUAL(items[6]["session"]["parent_session_id"], "old");
  for (std::size_t i = std::size(expected); i < items.size(); ++i) {
    CAF_CHECK_EQUAL(items[i]["status"], 201);
    CAF_CHECK_EQUAL(items[i]["session"]["session_id"], list[i]["session_id"]);
  }
  CAF_CHECK_EQUAL(call("POST", base + "/sessions", json::array())["items"].size(), 0u);
}

CAF_TEST(an_array_is_bounded) {
  auto list = json::array();
  for (int i = 0; i < 1001; ++i) list.push_back(json::object());
  const auto r = call("POST", base + "/sessions", list);
  CAF_CHECK_EQUAL(r.status, 413);
  CAF_CHECK_EQUAL(r.code(), "too_large");
}

CAF_TEST(the_record_is_patched_under_its_revision) {
  create_session("s1");
  const auto at = base + "/sessions/s1";
  CAF_CHECK_EQUAL(call("GET", at).header("ETag"), "\"1\"");
  const auto first = call("PATCH", at, json{{"user_id", "ann"}, {"metadata", {{"a", 1}}}});
  CAF_CHECK_EQUAL(first.status, 200);
  CAF_CHECK_EQUAL(first.header("ETag"), "\"2\"");
  const auto stale = call("PATCH", at, json{{"user_id", "bob"}}, {{"If-Match", "\"1\""}});
  CAF_CHECK_EQUAL(stale.status, 412);
  CAF_CHECK_EQUAL(stale.code(), "precondition_failed");
  const auto weak = call("PATCH", at, json{{"user_id", "bob"}}, {{"If-Match", "W/\"2\""}});
  CAF_CHECK_EQUAL(weak.status, 412);
  const auto odd = call("PATCH", at, json{{"user_id", "bob"}}, {{"If-Match", "2"}});
  CAF_CHECK_EQUAL(odd.status, 400);
  CAF_CHECK_EQUAL(odd.field(), "If-Match");
  const auto right = call("PATCH", at, json{{"user_id", nullptr}}, {{"If-Match", "\"2\""}});
  CAF_CHECK_EQUAL(right.status, 200);
  CAF_CHECK(right.body["user_id"].is_null());
  CAF_CHECK_EQUAL(right.body["metadata"], (json{{"a", 1}}));
  const auto any = call("PATCH", at, json{{"system_prompt", "be kind"}}, {{"If-Match", "*"}});
  CAF_CHECK_EQUAL(any.body["system_prompt"], "be kind");
  const auto typed = call("PATCH", at, json{{"user_id", "ann"}},
                          {{"Content-Type", "application/merge-patch+json"}});
  CAF_CHECK_EQUAL(typed.status, 200);
}

CAF_TEST(closing_reopening_and_resting) {
  create_session("s1");
  const auto at = base + "/sessions/s1";
  const auto closed = call("POST", at + "/close", json{{"reason", "done"}});
  CAF_CHECK_EQUAL(closed.status, 200);
  CAF_CHECK_EQUAL(closed.body["status"], "closed");
  CAF_CHECK_EQUAL(call("POST", at + "/close").body, closed.body);
  CAF_CHECK_EQUAL(say_in("s1", "too late").code(), "session_closed");
  CAF_CHECK_EQUAL(call("POST", at + "/reopen")["status"], "active");
  CAF_CHECK_EQUAL(say_in("s1", "again").status, 201);
  CAF_CHECK_EQUAL(live(), 1u);
  const auto resting = call("POST", at + "/passivate");
  CAF_CHECK_EQUAL(resting.status, 200);
  CAF_CHECK_EQUAL(resting.body["session_id"], "s1");
  CAF_CHECK_EQUAL(live(), 0u);
  const auto summary = call("GET", at + "/summary");
  CAF_CHECK_EQUAL(summary.body["history_length"], 1);
  CAF_CHECK_EQUAL(summary.body["session_id"], "s1");
}

CAF_TEST(nobody_sees_what_is_not_there_or_not_theirs) {
  create_session("s1");
  const std::string rest[] = {"",          "/summary",  "/participants",
                              "/metadata", "/messages", "/messages/1"};
  for (const auto& tail : rest)
    for (const auto& session :
         {base + "/sessions/none", std::string("/v1/tenants/other/sessions/s1")})
      CAF_CHECK_EQUAL(call("GET", session + tail).code(), "not_found");
  CAF_CHECK_EQUAL(call("POST", base + "/sessions/none/close").status, 404);
  CAF_CHECK_EQUAL(call("POST", base + "/sessions/none/passivate").status, 404);
  CAF_CHECK_EQUAL(say_in("none", "hello").status, 404);
  CAF_CHECK_EQUAL(call("GET", "/v1/tenants/other/sessions")["items"].size(), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
