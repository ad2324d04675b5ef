#include "api_world.hpp"

#define CAF_SUITE api_turns

using namespace parley::tests;

namespace {

struct one_session : api_world {
  one_session() { create_session("s1"); }
  const std::string at = base + "/sessions/s1";
  const std::string turns = at + "/turns";

  static json question(const std::string& text) {
    return {{"message", {{"role", "user"}, {"content", text}}}};
  }
  reply begin(const json& body) { return call("POST", turns, body); }
  std::string begun(const std::string& text) {
    return begin(question(text))["turn_id"].get<std::string>();
  }
  reply post(const std::string& turn, const std::string& what, const json& body = json::object()) {
    return call("POST", turns + "/" + turn + "/" + what, body);
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_turns, one_session)

CAF_TEST(an_answer_is_streamed) {
  const auto r = begin(question("q"));
  CAF_CHECK_EQUAL(r.status, 201);
  CAF_CHECK_EQUAL(r["state"], "running");
  CAF_CHECK_EQUAL(r["position"], 0);
  CAF_CHECK(r["message"]["seq"] == 1);
  CAF_CHECK(r["lease_until"].is_string());
  CAF_CHECK(r["seq"].is_null());
  const auto id = r["turn_id"].get<std::string>();
  CAF_CHECK_EQUAL(post(id, "chunks", {{"index", 0}, {"text", "Hel"}}).status, 200);
  const auto more = post(
      id, "chunks",
      {{"chunks", {{{"index", 1}, {"text", "l"}}, {{"index", 2}, {"text", "o"}}}}});
  CAF_CHECK(more["draft"]["chunks"] == 3);
  CAF_CHECK(more["draft"]["text"] == "Hello");
  CAF_CHECK(call("GET", turns + "/" + id)["draft"]["text"] == "Hello");
  const auto done = post(id, "complete");
  CAF_CHECK_EQUAL(done.status, 200);
  CAF_CHECK_EQUAL(done["state"], "complete");
  CAF_CHECK_EQUAL(done["seq"], 2);
  CAF_CHECK(done["draft"].is_null());
  CAF_CHECK(done["position"].is_null());
  CAF_CHECK_EQUAL(call("GET", at + "/messages/2")["content"], "Hello");
  CAF_CHECK_EQUAL(call("GET", at + "/messages/2")["status"], "complete");
  CAF_CHECK_EQUAL(call("GET", at + "/messages/2")["sender_id"], "assistant");
  const auto record = call("GET", at);
  CAF_CHECK_EQUAL(record["turn_count"], 1);
  CAF_CHECK_EQUAL(record["round"], 1);
  CAF_CHECK_EQUAL(post(id, "complete").status, 200);
  CAF_CHECK_EQUAL(call("GET", at)["turn_count"], 1);
}

CAF_TEST(a_whole_turn_is_recorded) {
  auto body = question("q");
  body["message"]["message_id"] = "m1";
  body["answer"] = {{"role", "assistant"}, {"content", "a"}};
  const auto r = begin(body);
  CAF_CHECK_EQUAL(r.status, 201);
  CAF_REQUIRE_EQUAL(r["messages"].size(), 2u);
  CAF_CHECK(r["messages"][0]["seq"] == 1);
  CAF_CHECK(r["messages"][1]["seq"] == 2);
  const auto again = begin(body);
  CAF_CHECK_EQUAL(again.status, 200);
  CAF_CHECK_EQUAL(again.body, r.body);
  CAF_CHECK_EQUAL(call("GET", at)["turn_count"], 1);
  CAF_CHECK_EQUAL(call("GET", at)["last_seq"], 2);
}

CAF_TEST(a_busy_session_queues_rejects_or_interrupts) {
  const auto first = begun("1");
  const auto waits = begin(question("2"));
  CAF_CHECK_EQUAL(waits.status, 202);
  CAF_CHECK_EQUAL(waits["state"], "queued");
  CAF_CHECK_EQUAL(waits["position"], 1);
  CAF_CHECK(waits["message"]["seq"].is_null());
  auto body = question("3");
  body["when_busy"] = "reject";
  const auto refused = begin(body);
  CAF_CHECK_EQUAL(refused.status, 409);
  CAF_CHECK_EQUAL(refused.code(), "turn_running");
  body["when_busy"] = "interrupt";
  CAF_CHECK_EQUAL(begin(body).status, 201);
  CAF_CHECK_EQUAL(call("GET", turns + "/" + first)["state"], "cancelled");
  CAF_CHECK_EQUAL(call("GET", turns + "/" + first)["seq"], 2);
  CAF_CHECK_EQUAL(post(waits["turn_id"], "cancel", {{"reason", "not needed"}})["reason"],
                  "not needed");
  CAF_CHECK_EQUAL(call("GET", turns)["items"].size(), 3u);
}

CAF_TEST(turns_are_listed_in_pages) {
  for (const auto* text : {"1", "2", "3"}) post(begun(text), "fail", {{"reason", "x"}});
  const auto first = call("GET", turns + "?limit=2");
  CAF_CHECK_EQUAL(first["items"].size(), 2u);
  CAF_CHECK(first["items"][0]["state"] == "failed");
  const auto rest =
      call("GET", turns + "?limit=2&cursor=" + first["next"].get<std::string>());
  CAF_CHECK_EQUAL(rest["items"].size(), 1u);
  CAF_CHECK(rest["next"].is_null());
}

CAF_TEST(bad_input_names_its_field) {
  const auto id = begun("q");
  const struct {
    std::string target;
    json body;
    int status;
    const char* code;
    const char* field;
  } table[] = {
      {turns, json::object(), 400, "invalid_argument", "message"},
      {turns, {{"message", {{"role", "wizard"}}}}, 400, "invalid_argument", "message.role"},
      {turns, {{"message", {{"role", "user"}}}, {"when_busy", "maybe"}}, 400, "invalid_argument",
       "when_busy"},
      {turns, {{"message", {{"role", "user"}}}, {"extra", 1}}, 400, "unknown_field", "extra"},
      {turns + "/" + id + "/chunks", {{"text", "x"}}, 400, "invalid_argument", "index"},
      {turns + "/" + id + "/chunks", {{"index", -1}, {"text", "x"}}, 400, "invalid_argument",
       "index"},
      {turns + "/" + id + "/chunks", {{"index", 0}}, 400, "invalid_argument", "text"},
      {turns + "/" + id + "/chunks", {{"chunks", json::array()}}, 400, "invalid_argument",
       "chunks"},
      {turns + "/" + id + "/chunks",
       {{"chunks", {{{"index", 0}, {"text", "x"}}, {{"index", 2}, {"text", "y"}}}}},
       409,
       "conflict",
       "chunks[1].index"},
      {turns + "/" + id + "/chunks", {{"index", 1}, {"text", "x"}}, 409, "conflict", "index"},
      {turns + "/" + id + "/complete", {{"content", 1}}, 400, "invalid_argument", "content"},
      {turns + "/" + id + "/complete", {{"done", 1}}, 400, "unknown_field", "done"},
      {turns + "/none/complete", json::object(), 404, "not_found", ""},
      {turns + "/none/chunks", {{"index", 0}, {"text", "x"}}, 404, "not_found", ""},
      {base + "/sessions/none/turns", question("q"), 404, "not_found", ""},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.target << " " << row.body.dump());
    const auto r = call("POST", row.target, row.body);
    CAF_CHECK_EQUAL(r.status, row.status);
    CAF_CHECK_EQUAL(r.code(), row.code);
    CAF_CHECK_EQUAL(r.field(), row.field);
  }
  CAF_CHECK_EQUAL(call("GET", turns + "/none").status, 404);
  CAF_CHECK(call("GET", turns + "/" + id)["draft"]["chunks"] == 0);
}

CAF_TEST(a_closed_session_begins_no_turn) {
  const auto id = begun("q");
  post(id, "chunks", {{"index", 0}, {"text", "part"}});
  CAF_CHECK_EQUAL(call("POST", at + "/close").status, 200);
  CAF_CHECK_EQUAL(call("GET", turns + "/" + id)["state"], "cancelled");
  CAF_CHECK_EQUAL(call("GET", at + "/messages/2")["content"], "part");
  CAF_CHECK_EQUAL(call("GET", at + "/messages/2")["status"], "cancelled");
  CAF_CHECK_EQUAL(begin(question("x")).code(), "session_closed");
}

CAF_TEST_FIXTURE_SCOPE_END()
