#include "api_world.hpp"

#define CAF_SUITE api_trees

using namespace parley::tests;

namespace {

struct tree : api_world {
  const std::string sessions = base + "/sessions";

  /// root, two below it, one below the first of these.
  void grow() {
    create_session("top");
    for (const auto* id : {"a", "b"})
      CAF_CHECK_EQUAL(call("POST", sessions + "/top/children", json{{"session_id", id}}).status,
                      201);
    CAF_CHECK_EQUAL(
        call("POST", sessions, json{{"session_id", "aa"}, {"parent_session_id", "a"}}).status, 201);
  }

  std::string status(const std::string& id) {
    return call("GET", sessions + "/" + id)["status"].get<std::string>();
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_trees, tree)

CAF_TEST(children_are_created_below_a_session) {
  create_session("top");
  const auto a = call("POST", sessions + "/top/children", json{{"session_id", "a"}});
  CAF_CHECK_EQUAL(a.status, 201);
  CAF_CHECK_EQUAL(a.header("Location"), sessions + "/a");
  CAF_CHECK_EQUAL(a["parent_session_id"], "top");
  CAF_CHECK_EQUAL(a["root_session_id"], "top");
  CAF_CHECK_EQUAL(a["depth"], 1);
  CAF_CHECK_EQUAL(call("POST", sessions + "/top/children", json{{"session_id", "a"}}).status, 200);
  const auto other = call("POST", sessions + "/top/children",
                          json{{"session_id", "b"}, {"parent_session_id", "a"}});
  CAF_CHECK_EQUAL(other.status, 400);
  CAF_CHECK_EQUAL(other.field(), "parent_session_id");
  const auto nobody = call("POST", sessions + "/nobody/children", json{{"session_id", "b"}});
  CAF_CHECK_EQUAL(nobody.status, 404);
  CAF_CHECK_EQUAL(nobody.field(), "parent_session_id");
}

CAF_TEST(an_array_may_hold_a_whole_tree) {
  const auto r = call("POST", sessions,
                      json::array({json{{"session_id", "r"}},
                                   json{{"session_id", "c"}, {"parent_session_id", "r"}},
                                   json{{"session_id", "g"}, {"parent_session_id", "c"}},
                                   json{{"session_id", "x"}, {"parent_session_id", "nobody"}},
                                   json{{"session_id", "y"}, {"parent_session_id", "y"}}}));
  CAF_CHECK_EQUAL(r.status, 200);
  const int expected[] = {201, 201, 201, 404, 404};
  for (std::size_t i = 0; i < std::size(expected); ++i)
    CAF_CHECK(r.body["items"][i]["status"] == expected[i]);
  CAF_CHECK(r.body["items"][2]["session"]["depth"] == 2);
}

CAF_TEST(children_and_trees_are_listed) {
  grow();
  const auto first = call("GET", sessions + "/top/children?limit=1&order=created_at_asc");
  CAF_CHECK(first["items"][0]["session_id"] == "a");
  const auto second = call(
      "GET", sessions + "/top/children?limit=1&cursor=" + first["next"].get<std::string>());
  CAF_CHECK(second["items"][0]["session_id"] == "b");
  CAF_CHECK_EQUAL(call("GET", sessions + "/nobody/children").status, 404);

  const auto whole = call("GET", sessions + "/top/tree");
  CAF_CHECK_EQUAL(whole.status, 200);
  CAF_CHECK_EQUAL(whole["session_id"], "top");
  CAF_CHECK_EQUAL(whole["truncated"], false);
  const auto below = whole["children"];
  CAF_REQUIRE_EQUAL(below.size(), 2u);
  CAF_CHECK(below[0]["session_id"] == "a");
  CAF_CHECK(below[0]["children"][0]["session_id"] == "aa");
  CAF_CHECK(below[0]["children"][0]["children"].empty());
  CAF_CHECK(below[1]["session_id"] == "b");
  const auto shallow = call("GET", sessions + "/top/tree?depth=1")["children"];
  CAF_CHECK_EQUAL(shallow.size(), 2u);
  CAF_CHECK(shallow[0]["children"].empty());
  CAF_CHECK_EQUAL(call("GET", sessions + "/top/tree?depth=-1").status, 400);
  CAF_CHECK_EQUAL(call("GET", sessions + "/nobody/tree").status, 404);
}

CAF_TEST(closing_and_archiving_take_the_subtree_along) {
  grow();
  const auto closed = call("POST", sessions + "/a/close");
  CAF_CHECK_EQUAL(closed.status, 200);
  CAF_CHECK_EQUAL(closed["status"], "closed");
  CAF_CHECK_EQUAL(status("aa"), "closed");
  CAF_CHECK_EQUAL(status("b"), "active");
  const auto refused = call("POST", sessions + "/a/children", json{{"session_id", "late"}});
  CAF_CHECK_EQUAL(refused.status, 409);
  CAF_CHECK_EQUAL(refused.code(), "session_closed");

  const auto archived = call("POST", sessions + "/top/archive", json{{"reason", "old"}});
  CAF_CHECK_EQUAL(archived.status, 200);
  CAF_CHECK_EQUAL(archived["status"], "archived");
  for (const auto* id : {"a", "aa", "b"}) CAF_CHECK_EQUAL(status(id), "archived");
  CAF_CHECK_EQUAL(
      call("POST", sessions + "/b/messages", json{{"role", "user"}, {"content", "hi"}}).status,
      201);
  CAF_CHECK_EQUAL(status("b"), "active");
  CAF_CHECK_EQUAL(
      call("POST", sessions + "/a/messages", json{{"role", "user"}, {"content", "hi"}}).code(),
      "session_closed");
}

CAF_TEST(reports_go_up_and_what_cannot_becomes_a_dead_letter) {
  grow();
  const json report{{"message_id", "r1"},
                    {"sender_id", "assistant"},
                    {"sender_type", "agent"},
                    {"sender_role", "assistant"},
                    {"recipient_id", "boss"},
                    {"recipient_type", "master_controller"},
                    {"content", "done"},
                    {"message_type", "result_report"}};
  CAF_CHECK_EQUAL(call("POST", sessions + "/a/agent-messages", report).status, 201);
  const auto above = call("GET", sessions + "/top/messages/a:r1");
  CAF_CHECK_EQUAL(above.status, 200);
  CAF_CHECK(above["metadata"]["child_session_id"] == "a");
  CAF_CHECK_EQUAL(above["role"], "agent_assistant");

  // An imported child whose parent is not here.
  auto record = call("GET", sessions + "/a").body;
  record["kind"] = "session";
  record["session_id"] = "orphan";
  record["parent_session_id"] = "nobody";
  CAF_CHECK_EQUAL(call("POST", base + "/import", record.dump()).status, 200);
  CAF_CHECK_EQUAL(call("POST", sessions + "/orphan/agent-messages", report).status, 201);
  const auto letters = call("GET", base + "/dead-letters");
  CAF_CHECK_EQUAL(letters.status, 200);
  CAF_REQUIRE_EQUAL(letters["items"].size(), 1u);
  const auto letter = letters["items"][0];
  CAF_CHECK_EQUAL(letter["kind"], "deliver");
  CAF_CHECK_EQUAL(letter["session_id"], "orphan");
  CAF_CHECK(letter["payload"]["message"]["content"] == "done");
  const auto at = base + "/dead-letters/" + letter["letter_id"].dump();
  CAF_CHECK(call("GET", at).body == letter);
  CAF_CHECK_EQUAL(call("GET", "/v1/tenants/other/dead-letters")["items"].size(), 0u);
  create_session("nobody");
  CAF_CHECK_EQUAL(call("POST", at + "/requeue").status, 202);
  CAF_CHECK_EQUAL(call("GET", sessions + "/nobody/messages/orphan:r1").status, 200);
  CAF_CHECK_EQUAL(call("DELETE", at).status, 404);
  CAF_CHECK_EQUAL(call("GET", base + "/dead-letters/x").status, 404);
}

CAF_TEST(a_session_is_erased_with_its_subtree) {
  grow();
  call("POST", sessions + "/aa/messages", json{{"role", "user"}, {"content", "hi"}});
  CAF_CHECK_EQUAL(call("DELETE", sessions + "/top", "", {{"If-Match", "\"9\""}}).status, 412);
  const auto receipt = call("DELETE", sessions + "/top");
  CAF_CHECK_EQUAL(receipt.status, 200);
  CAF_CHECK(receipt["subject"] == (json{{"kind", "session"}, {"id", "top"}}));
  CAF_CHECK_EQUAL(receipt["sessions"], 4);
  CAF_CHECK_EQUAL(receipt["messages"], 1);
  for (const auto* id : {"top", "a", "aa", "b"}) {
    const auto gone = call("GET", sessions + "/" + id);
    CAF_CHECK_EQUAL(gone.status, 410);
    CAF_CHECK_EQUAL(gone.code(), "erased");
    CAF_CHECK_EQUAL(call("GET", sessions + "/" + id + "/messages").status, 410);
    CAF_CHECK_EQUAL(call("POST", sessions, json{{"session_id", id}}).status, 410);
  }
  CAF_CHECK_EQUAL(call("GET", sessions)["items"].size(), 0u);
  const auto again = call("DELETE", sessions + "/top");
  CAF_CHECK_EQUAL(again.status, 200);
  CAF_CHECK_EQUAL(again["receipt_id"], receipt["receipt_id"]);
  CAF_CHECK_EQUAL(again["digest"], receipt["digest"]);
  CAF_CHECK(again["purged_at"].is_string());
  CAF_CHECK_EQUAL(call("DELETE", sessions + "/nobody").status, 404);
}

CAF_TEST_FIXTURE_SCOPE_END()
