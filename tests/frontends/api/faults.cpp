#include "api_world.hpp"

#define CAF_SUITE api_faults

using namespace parley::tests;
using parley::testing::commit_fault;

namespace {

struct one_session : api_world {
  one_session() { create_session("s1"); }
  const std::string at = messages_of("s1");
  const json hello{{"role", "user"}, {"content", "hi"}, {"message_id", "m-1"}};
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_faults, one_session)

CAF_TEST(a_store_that_is_away) {
  script->commits_unavailable(true);
  const auto r = call("POST", at, hello);
  CAF_CHECK_EQUAL(r.status, 503);
  CAF_CHECK_EQUAL(r.code(), "unavailable");
  CAF_CHECK(!r.header("Retry-After").empty());
  script->commits_unavailable(false);
  CAF_CHECK_EQUAL(call("POST", at, hello).status, 201);

  script->reads_unavailable(true);
  const auto ready = call("GET", "/health/ready");
  CAF_CHECK_EQUAL(ready.status, 503);
  CAF_CHECK(!ready.header("Retry-After").empty());
  CAF_CHECK_EQUAL(call("GET", base + "/sessions").status, 503);
  CAF_CHECK_EQUAL(call("GET", base + "/export").status, 503);
  const auto status = call("GET", "/v1/status");
  CAF_CHECK_EQUAL(status.status, 200);
  CAF_CHECK_EQUAL(status.body["dependencies"][0]["state"], "down");
  CAF_CHECK_EQUAL(call("GET", "/health/live").status, 200);
  // With an Idempotency-Key nothing is done before the store was asked for it.
  CAF_CHECK_EQUAL(
      call("POST", at, json{{"role", "user"}, {"content", "x"}}, {{"Idempotency-Key", "k"}}).status,
      503);
  script->reads_unavailable(false);
  CAF_CHECK_EQUAL(call("GET", "/health/ready").status, 200);
  CAF_CHECK_EQUAL(call("GET", messages_of("s1"))["items"].size(), 1u);
}

CAF_TEST(an_unknown_outcome_is_said_and_repeated) {
  script->push(commit_fault::written);
  const auto r = call("POST", at, hello);
  CAF_CHECK_EQUAL(r.status, 504);
  CAF_CHECK_EQUAL(r.code(), "unknown_outcome");
  const auto again = call("POST", at, hello);
  CAF_CHECK_EQUAL(again.status, 200);
  CAF_CHECK_EQUAL(again.body["seq"], 1);
}

CAF_TEST(a_request_that_waited_too_long) {
  auto slot = send("POST", at, hello.dump(), {});
  clock.advance(std::chrono::milliseconds{limits.request_ms + 1});
  step();
  const auto r = read(*slot);
  CAF_CHECK_EQUAL(r.status, 504);
  CAF_CHECK_EQUAL(r.code(), "timeout");
  CAF_CHECK_EQUAL(call("GET", at)["items"].size(), 0u);
}

CAF_TEST(an_array_says_which_failed) {
  script->push(commit_fault::reject);
  const auto r = call("POST", base + "/sessions",
                      json::array({json{{"session_id", "a"}}, json{{"session_id", "b"}}}));
  CAF_REQUIRE_EQUAL(r.status, 200);
  int failed = 0;
  for (const auto& item : r.body["items"])
    if (item["status"] == 503) ++failed;
  CAF_CHECK(failed >= 1);
}

CAF_TEST(an_import_ends_and_is_repeated) {
  const std::string lines = R"({"conversation_id":"c1","messages":[{"role":"user","content":"a"}]})"
                            "\n"
                            R"({"conversation_id":"c2","messages":[{"role":"user","content":"b"}]})"
                            "\n";
  script->push(commit_fault::none);
  script->push(commit_fault::written);
  const auto r = call("POST", base + "/import", lines);
  CAF_CHECK_EQUAL(r.status, 504);
  CAF_CHECK_EQUAL(r.code(), "unknown_outcome");
  const auto again = call("POST", base + "/import", lines);
  CAF_CHECK_EQUAL(again.status, 200);
  CAF_CHECK_EQUAL(again.body["sessions"], (json{{"created", 1}, {"existing", 1}, {"refused", 0}}));
  CAF_CHECK_EQUAL(again.body["messages"], (json{{"appended", 1}, {"known", 1}, {"refused", 0}}));
}

CAF_TEST(an_export_breaks_off_when_the_store_goes) {
  for (int i = 0; i < 120; ++i) create_session("x" + std::to_string(i));
  auto slot = send("GET", base + "/export", "", {});
  step();
  CAF_REQUIRE(slot->has_value());
  script->reads_unavailable(true);
  const auto r = read(*slot);
  CAF_CHECK_EQUAL(r.status, 200);
  CAF_CHECK(r.broken_off);
  CAF_CHECK(r.text.find("\"end\"") == std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
