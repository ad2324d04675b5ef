#include "api_world.hpp"

#define CAF_SUITE api_members

using namespace parley::tests;

namespace {

struct one_session : api_world {
  one_session() {
    call("POST", base + "/sessions",
         json{{"session_id", "s1"},
              {"session_type", "user_to_agent"},
              {"participants",
               {{{"participant_id", "ann"}, {"participant_type", "user"}},
                {{"participant_id", "w/1"},
                 {"participant_type", "agent"},
                 {"participant_role", "writer"}}}},
              {"metadata", {{"plan", "gold"}}}});
  }
  const std::string at = base + "/sessions/s1";
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_members, one_session)

CAF_TEST(participants_join_leave_and_join_again) {
  const json critic{
      {"participant_id", "c"}, {"participant_type", "agent"}, {"participant_role", "critic"}};
  const auto joined = call("POST", at + "/participants", critic);
  CAF_CHECK_EQUAL(joined.status, 201);
  CAF_CHECK_EQUAL(joined.body["participants"].size(), 3u);
  CAF_CHECK_EQUAL(call("POST", at + "/participants", critic).status, 200);

  const auto agents = call("GET", at + "/participants?type=agent");
  CAF_CHECK_EQUAL(agents.body["items"].size(), 2u);
  CAF_CHECK(agents.body["next"].is_null());
  const auto writers = call("GET", at + "/participants?type=agent&role=writer");
  CAF_REQUIRE_EQUAL(writers.body["items"].size(), 1u);
  CAF_CHECK_EQUAL(writers.body["items"][0]["participant_id"], "w/1");
  CAF_CHECK_EQUAL(call("GET", at + "/participants?type=robot").field(), "type");
  CAF_CHECK_EQUAL(call("GET", at + "/participants?role=").field(), "role");

  // An id with a slash is percent-encoded.
  const auto left = call("DELETE", at + "/participants/w%2F1");
  CAF_CHECK_EQUAL(left.status, 200);
  CAF_CHECK(left.body["participants"][1]["left_at"].is_string());
  CAF_CHECK_EQUAL(call("DELETE", at + "/participants/c").code(), "participants_required");
  CAF_CHECK_EQUAL(call("DELETE", at + "/participants/nobody").status, 404);
}

CAF_TEST(metadata_is_read_and_written_by_key) {
  CAF_CHECK_EQUAL(call("GET", at + "/metadata").body, (json{{"plan", "gold"}}));
  CAF_CHECK_EQUAL(call("GET", at + "/metadata/plan").body, "gold");
  CAF_CHECK_EQUAL(call("GET", at + "/metadata/none").status, 404);
  const auto put = call("PUT", at + "/metadata/a%2Fb%20c", json{{"deep", {1, 2}}});
  CAF_CHECK_EQUAL(put.status, 200);
  CAF_CHECK_EQUAL(put.body, (json{{"deep", {1, 2}}}));
  CAF_CHECK_EQUAL(call("GET", at + "/metadata/a%2Fb%20c").body, put.body);
  CAF_CHECK_EQUAL(put.header("ETag"), call("GET", at).header("ETag"));
  CAF_CHECK_EQUAL(call("PUT", at + "/metadata/plan", std::string("false")).body, false);
  CAF_CHECK_EQUAL(
      call("PUT", at + "/metadata/plan", std::string("1"), {{"If-Match", "\"1\""}}).status, 412);
  const auto gone = call("DELETE", at + "/metadata/plan");
  CAF_CHECK_EQUAL(gone.status, 200);
  CAF_CHECK(!gone.body["metadata"].contains("plan"));
  CAF_CHECK_EQUAL(call("DELETE", at + "/metadata/plan").status, 404);
  CAF_CHECK_EQUAL(call("PUT", at + "/metadata/_parley_x", std::string("1")).status, 400);
  CAF_CHECK_EQUAL(call("PUT", at + "/metadata/x").status, 400);
}

CAF_TEST_FIXTURE_SCOPE_END()
