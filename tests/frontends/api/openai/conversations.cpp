#include "conversations_world.hpp"

#define CAF_SUITE openai_conversations

using namespace parley::tests;
using parley::testing::commit_fault;

CAF_TEST_FIXTURE_SCOPE(openai_conversations, conversations_world)

CAF_TEST(a_conversation_is_a_session_of_the_default_tenant) {
  const auto made = call("POST", all, json{{"metadata", {{"topic", "trains"}}}});
  CAF_REQUIRE_EQUAL(made.status, 200);
  const auto id = made["id"].get<std::string>();
  CAF_CHECK(id.starts_with("conv_"));
  CAF_CHECK_EQUAL(id.size(), 37u);
  CAF_CHECK_EQUAL(made["object"], "conversation");
  CAF_CHECK(made["created_at"].is_number_integer());
  CAF_CHECK_EQUAL(made["metadata"], (json{{"topic", "trains"}}));
  CAF_CHECK_EQUAL(call("GET", all + "/" + id).body, made.body);
  const auto session = call("GET", native + "/" + id);
  CAF_CHECK_EQUAL(session["session_type"], "user_to_agent");
  CAF_CHECK_EQUAL(session.body.at("participants")[1]["metadata"]["implied"], true);
  CAF_CHECK_EQUAL(session["metadata"], (json{{"topic", "trains"}}));
  CAF_CHECK_EQUAL(call("GET", base + "/sessions/" + id).status, 404);
}

CAF_TEST(everything_of_a_creation_may_be_absent) {
  for (const std::string body :
       {"", "{}", R"({"items": null, "metadata": null})", R"({"items": []})"}) {
    const auto made = call("POST", all, body);
    CAF_CHECK_EQUAL(made.status, 200);
    CAF_CHECK_EQUAL(made["metadata"], json::object());
  }
}

CAF_TEST(a_creation_takes_the_first_items) {
  const auto id = create({{"items", {said("one"), said("two")}}});
  CAF_CHECK(told_by(id) == (texts{"one", "two"}));
}

CAF_TEST(a_creation_is_repeated_under_its_key) {
  const json body{{"items", {said("one"), said("two")}}, {"metadata", {{"a", "b"}}}};
  const header_list key{{"Idempotency-Key", "k1"}};
  const auto first = call("POST", all, body, key);
  const auto again = call("POST", all, body, key);
  CAF_CHECK_EQUAL(again.status, 200);
  CAF_CHECK_EQUAL(again.body, first.body);
  CAF_CHECK_EQUAL(again.header("Idempotency-Replayed"), "true");
  CAF_CHECK(told_by(first["id"]) == (texts{"one", "two"}));
  CAF_CHECK_EQUAL(call("POST", all, json::object(), key).status, 422);
}

CAF_TEST(a_creation_that_came_half_way_is_finished_under_its_key) {
  const json body{{"items", {said("one"), said("two")}}};
  const header_list key{{"Idempotency-Key", "k2"}};
  script->push(commit_fault::none);
  script->push(commit_fault::reject);
  CAF_CHECK(call("POST", all, body, key).status >= 500);
  const auto finished = call("POST", all, body, key);
  CAF_REQUIRE_EQUAL(finished.status, 200);
  const auto id = finished["id"].get<std::string>();
  CAF_CHECK(told_by(id) == (texts{"one", "two"}));
  CAF_CHECK_EQUAL(call("GET", all)["data"].size(), 1u);
  // The key may be used on other routes.
  CAF_CHECK_EQUAL(
      call("POST", items_of(id), json{{"items", {said("three"), said("four")}}}, key).status, 200);
  CAF_CHECK_EQUAL(told_by(id).size(), 4u);
}

CAF_TEST(a_session_with_any_id_is_a_conversation) {
  call("POST", native, json{{"session_id", "trip:1"}, {"metadata", {{"deep", {1, nullptr}}}}});
  const auto shown = call("GET", all + "/trip:1");
  CAF_CHECK_EQUAL(shown["id"], "trip:1");
  CAF_CHECK_EQUAL(shown["metadata"], (json{{"deep", {1, nullptr}}}));
}

CAF_TEST(an_update_replaces_the_metadata) {
  const auto id = create({{"metadata", {{"a", "1"}, {"b", "2"}}}});
  const auto at = all + "/" + id;
  const auto updated = call("POST", at, json{{"metadata", {{"b", "3"}, {"c", "4"}}}});
  CAF_CHECK_EQUAL(updated.status, 200);
  CAF_CHECK_EQUAL(updated["metadata"], (json{{"b", "3"}, {"c", "4"}}));
  CAF_CHECK_EQUAL(updated["object"], "conversation");
  CAF_CHECK_EQUAL(call("GET", at).body, updated.body);
  CAF_CHECK_EQUAL(call("POST", at, json{{"metadata", nullptr}})["metadata"], json::object());
}

CAF_TEST(updates_at_the_same_time_are_each_whole) {
  const auto at = all + "/" + create({{"metadata", {{"a", "1"}}}});
  std::vector<pending> sent;
  for (int i = 0; i < 4; ++i)
    sent.push_back(
        send("POST", at, json{{"metadata", {{"k" + std::to_string(i), "v"}}}}.dump(), {}));
  step();
  for (auto& one : sent) CAF_CHECK_EQUAL(read(*one).status, 200);
  CAF_CHECK_EQUAL(call("GET", at)["metadata"].size(), 1u);
}

CAF_TEST(a_deleted_conversation_is_gone) {
  const auto id = create({{"items", {said("one")}}});
  const auto at = all + "/" + id;
  const json deleted{{"id", id}, {"object", "conversation.deleted"}, {"deleted", true}};
  CAF_CHECK_EQUAL(call("DELETE", at).body, deleted);
  CAF_CHECK_EQUAL(call("GET", at).status, 404);
  CAF_CHECK_EQUAL(call("GET", items_of(id)).status, 404);
  CAF_CHECK_EQUAL(add(id, said("two")).status, 404);
  CAF_CHECK_EQUAL(call("GET", native + "/" + id).status, 410);
  // A client that missed the answer asks again.
  CAF_CHECK_EQUAL(call("DELETE", at).body, deleted);
  CAF_CHECK_EQUAL(call("DELETE", all + "/conv_never").status, 404);
}

CAF_TEST(the_list_goes_both_ways_in_pages) {
  texts ids;
  for (int i = 0; i < 7; ++i) {
    clock.advance(std::chrono::seconds{1});
    ids.push_back(create());
  }
  create_session("of-another-tenant");
  const auto ids_of = [](const std::vector<json>& list) {
    texts result;
    for (const auto& c : list) result.push_back(c.at("id"));
    return result;
  };
  for (const int limit : {1, 2, 3, 7, 50}) {
    CAF_CHECK(ids_of(walk(all, "asc", limit)) == ids);
    CAF_CHECK(ids_of(walk(all, "desc", limit)) == texts(ids.rbegin(), ids.rend()));
  }
  CAF_CHECK_EQUAL(call("GET", all)["first_id"], ids.back());
  CAF_CHECK_EQUAL(call("GET", all + "?limit=3")["has_more"], true);
  CAF_CHECK_EQUAL(call("GET", all + "?after=" + ids.front())["data"], json::array());
  CAF_CHECK(call("GET", all + "?after=" + ids.front())["last_id"].is_null());
}

CAF_TEST_FIXTURE_SCOPE_END()
