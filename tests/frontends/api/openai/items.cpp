#include "conversations_world.hpp"

#define CAF_SUITE openai_items

using namespace parley::tests;

namespace {

struct one_conversation : conversations_world {
  const std::string id = create();
  const std::string at = items_of(id);
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(openai_items, one_conversation)

CAF_TEST(added_items_are_answered_and_found) {
  const auto added = add(id, {said("hi"), called("c1", "timetable"), output("c1", "22:41")});
  CAF_REQUIRE_EQUAL(added.status, 200);
  CAF_CHECK_EQUAL(added["object"], "list");
  CAF_CHECK_EQUAL(added["has_more"], false);
  const auto data = added["data"];
  CAF_REQUIRE_EQUAL(data.size(), 3u);
  CAF_CHECK(data[0]["id"].get<std::string>().starts_with("msg_1-"));
  CAF_CHECK(data[1]["id"].get<std::string>().starts_with("fc_2-"));
  CAF_CHECK(data[2]["id"].get<std::string>().starts_with("fco_3-"));
  CAF_CHECK_EQUAL(added["first_id"], data[0]["id"]);
  CAF_CHECK_EQUAL(added["last_id"], data[2]["id"]);
  CAF_CHECK_EQUAL(data[0]["status"], "completed");
  CAF_CHECK_EQUAL(data[0]["content"], (json::array({{{"type", "input_text"}, {"text", "hi"}}})));
  CAF_CHECK_EQUAL(call("GET", at + "?order=asc")["data"], data);
  for (const auto& item : data)
    CAF_CHECK_EQUAL(call("GET", at + "/" + item["id"].get<std::string>()).body, item);
  // The prefix is part of the id.
  const auto other = "rs_" + data[0]["id"].get<std::string>().substr(4);
  CAF_CHECK_EQUAL(call("GET", at + "/" + other).status, 404);
}

CAF_TEST(items_are_messages_of_the_native_interface) {
  add(id, {said("hi"),
           called("c1", "timetable"),
           output("c1", "22:41"),
           {{"type", "reasoning"}, {"id", "rs_9"}, {"summary", json::array()}}});
  const auto messages = call("GET", native + "/" + id + "/messages")["items"];
  CAF_REQUIRE_EQUAL(messages.size(), 4u);
  CAF_CHECK_EQUAL(messages[0]["content"], "hi");
  CAF_CHECK_EQUAL(messages[0]["sender_id"], "user");
  CAF_CHECK(!messages[0].contains("item"));
  CAF_CHECK_EQUAL(messages[1]["role"], "assistant");
  CAF_CHECK_EQUAL(messages[1]["tool_calls"][0]["function"]["name"], "timetable");
  CAF_CHECK_EQUAL(messages[2]["role"], "tool");
  CAF_CHECK_EQUAL(messages[2]["tool_call_id"], "c1");
  CAF_CHECK_EQUAL(messages[3]["message_id"], "rs_9");
  CAF_CHECK_EQUAL(messages[3]["item"], (json{{"type", "reasoning"}, {"summary", json::array()}}));
}

CAF_TEST(native_messages_are_items) {
  say_natively(id, said("hi"));
  say_natively(
      id,
      {{"role", "assistant"},
       {"message_id", "two"},
       {"content", "I look."},
       {"tool_calls",
        {{{"id", "c1"}, {"type", "function"}, {"function", {{"name", "f"}, {"arguments", "1"}}}},
         {{"id", "c2"},
          {"type", "function"},
          {"function", {{"name", "g"}, {"arguments", "2"}}}}}}});
  say_natively(id, {{"role", "tool"}, {"tool_call_id", "c1"}, {"content", "found"}});
  const auto items = walk(at, "asc", 2);
  CAF_REQUIRE_EQUAL(items.size(), 5u);
  CAF_CHECK(told(items) == (texts{"hi", "I look.", "c1", "c2", "found"}));
  CAF_CHECK_EQUAL(items[1]["id"], "two");
  CAF_CHECK_EQUAL(items[2]["id"], "two-1");
  CAF_CHECK_EQUAL(items[3]["name"], "g");
  CAF_CHECK_EQUAL(items[3]["arguments"], "2");
  CAF_CHECK_EQUAL(call("GET", at + "/two-2").body, items[3]);
  CAF_CHECK_EQUAL(call("GET", at + "/two-3").status, 404);
  CAF_CHECK_EQUAL(items[4]["type"], "function_call_output");
}

CAF_TEST(a_clients_id_makes_an_item_repeatable) {
  const json item{{"type", "reasoning"}, {"id", "rs_1"}, {"summary", json::array()}};
  CAF_CHECK_EQUAL(first_of(add(id, item)), item);
  CAF_CHECK_EQUAL(first_of(add(id, item)), item);
  CAF_CHECK_EQUAL(walk(at, "asc", 10).size(), 1u);
  auto other = item;
  other["summary"] = json::array({{{"type", "summary_text"}, {"text", "new"}}});
  const auto refused = add(id, {said("x"), other});
  CAF_CHECK_EQUAL(refused.status, 409);
  CAF_CHECK_EQUAL(in_error(refused, "param"), "items[1].id");
  CAF_CHECK_EQUAL(walk(at, "asc", 10).size(), 1u);
  // An id that was erased is not used again.
  CAF_CHECK_EQUAL(call("DELETE", at + "/rs_1").status, 200);
  const auto again = add(id, item);
  CAF_REQUIRE_EQUAL(again.status, 200);
  CAF_CHECK(again["data"][0]["id"].get<std::string>().starts_with("rs_2-"));
}

CAF_TEST(ids_of_another_form_are_replaced) {
  for (const auto* given : {"__fake_id__", "", "7", "a b", "msg_1-0123456789", "x"}) {
    auto item = said("x");
    item["id"] = given;
    const auto r = add(id, item);
    CAF_REQUIRE_EQUAL(r.status, 200);
    CAF_CHECK(r["data"][0]["id"].get<std::string>().starts_with("msg_"));
    CAF_CHECK(r["data"][0]["id"] != given);
  }
}

CAF_TEST(an_addition_is_repeated_under_its_key) {
  const json body{{"items", {said("one"), said("two")}}};
  const header_list key{{"Idempotency-Key", "k"}};
  const auto first = call("POST", at, body, key);
  const auto again = call("POST", at, body, key);
  CAF_CHECK_EQUAL(again.body, first.body);
  CAF_CHECK_EQUAL(again.header("Idempotency-Replayed"), "true");
  CAF_CHECK(told_by(id) == (texts{"one", "two"}));
}

CAF_TEST(more_than_twenty_items_at_once) {
  json items = json::array();
  for (int i = 0; i < 150; ++i) items.push_back(said(std::to_string(i)));
  CAF_CHECK_EQUAL(add(id, items)["data"].size(), 150u);
  CAF_CHECK_EQUAL(call("GET", at)["data"].size(), 20u);
  CAF_CHECK_EQUAL(call("GET", at + "?limit=150")["has_more"], false);
}

CAF_TEST(lists_of_what_to_include_are_taken) {
  const auto made = first_of(add(id, said("x")));
  const auto include =
      "?include%5B%5D=reasoning.encrypted_content&include[]=file_search_call.results";
  CAF_CHECK_EQUAL(first_of(call("GET", at + include)), made);
  CAF_CHECK_EQUAL(call("GET", at + "/" + made["id"].get<std::string>() + include).body, made);
  CAF_CHECK_EQUAL(call("POST", at + include, json{{"items", {said("y")}}}).status, 200);
}

CAF_TEST(a_deleted_item_is_gone_and_the_conversation_answered) {
  const auto data = add(id, {said("one"), said("two")})["data"];
  const auto first = at + "/" + data[0]["id"].get<std::string>();
  const auto conversation = call("GET", all + "/" + id).body;
  CAF_CHECK_EQUAL(call("DELETE", first).body, conversation);
  CAF_CHECK_EQUAL(call("DELETE", first).body, conversation);
  CAF_CHECK_EQUAL(call("GET", first).status, 404);
  CAF_CHECK(told_by(id) == (texts{"two"}));
  // A page goes on behind it all the same.
  const auto behind = call("GET", at + "?order=asc&after=" + data[0]["id"].get<std::string>());
  CAF_CHECK_EQUAL(behind["first_id"], data[1]["id"]);
}

CAF_TEST(a_call_goes_with_its_own_outputs) {
  const auto data = add(id, {said("q"), called("a"), called("b"), output("a", "A"),
                             output("b", "B"), said("r")})["data"];
  CAF_CHECK_EQUAL(call("DELETE", at + "/" + data[1]["id"].get<std::string>()).status, 200);
  CAF_CHECK(told_by(id) == (texts{"q", "b", "B", "r"}));
  // An output alone leaves its call.
  CAF_CHECK_EQUAL(call("DELETE", at + "/" + data[4]["id"].get<std::string>()).status, 200);
  CAF_CHECK(told_by(id) == (texts{"q", "b", "r"}));
}

CAF_TEST(any_type_of_call_goes_with_its_output) {
  const auto data = add(
      id, {{{"type", "shell_call"}, {"call_id", "s"}, {"action", {{"commands", {"ls"}}}}},
           said("between"),
           {{"type", "shell_call_output"}, {"call_id", "s"}, {"output", json::array()}}})["data"];
  CAF_CHECK(data[0]["id"].get<std::string>().starts_with("sh_"));
  CAF_CHECK_EQUAL(call("DELETE", at + "/" + data[0]["id"].get<std::string>()).status, 200);
  CAF_CHECK(told_by(id) == (texts{"between"}));
}

CAF_TEST(a_message_of_several_items_is_erased_whole) {
  say_natively(
      id,
      {{"role", "assistant"},
       {"message_id", "m"},
       {"content", "both"},
       {"tool_calls",
        {{{"id", "c"}, {"type", "function"}, {"function", {{"name", "f"}, {"arguments", ""}}}}}}});
  say_natively(id, {{"role", "tool"}, {"tool_call_id", "c"}, {"content", "out"}});
  CAF_CHECK_EQUAL(call("DELETE", at + "/m-1").status, 200);
  CAF_CHECK(told_by(id).empty());
}

CAF_TEST(a_closed_session_takes_no_items) {
  call("POST", native + "/" + id + "/close");
  const auto r = add(id, said("x"));
  CAF_CHECK_EQUAL(r.status, 409);
  CAF_CHECK_EQUAL(in_error(r, "code"), "session_closed");
  CAF_CHECK_EQUAL(r.header("X-Should-Retry"), "false");
}

CAF_TEST_FIXTURE_SCOPE_END()
