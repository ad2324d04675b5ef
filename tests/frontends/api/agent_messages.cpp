#include "api_world.hpp"

#define CAF_SUITE api_agent_messages

using namespace parley::tests;

namespace {

struct team : api_world {
  team() {
    call("POST", base + "/sessions",
         json{{"session_id", "s1"},
              {"session_type", "mc_to_agent"},
              {"participants",
               {{{"participant_id", "mc"}, {"participant_type", "master_controller"}},
                {{"participant_id", "w"},
                 {"participant_type", "agent"},
                 {"participant_role", "writer"}},
                {{"participant_id", "c"},
                 {"participant_type", "agent"},
                 {"participant_role", "critic"}}}}});
  }
  const std::string at = base + "/sessions/s1";

  static json report(const std::string& id = "r-1") {
    return {{"message_id", id},
            {"sender_id", "w"},
            {"sender_type", "agent"},
            {"sender_role", "writer"},
            {"recipient_id", "mc"},
            {"recipient_type", "master_controller"},
            {"content", "done"},
            {"message_type", "result_report"},
            {"metadata", {{"task", 7}}}};
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_agent_messages, team)

CAF_TEST(it_becomes_an_entry_of_the_history) {
  const auto r = call("POST", at + "/agent-messages", report());
  CAF_CHECK_EQUAL(r.status, 201);
  CAF_CHECK_EQUAL(r["seq"], 1);
  CAF_CHECK_EQUAL(r["role"], "agent_writer");
  CAF_CHECK_EQUAL(r["sender_id"], "w");
  CAF_CHECK(r["metadata"]["message_type"] == "result_report");
  CAF_CHECK(r["metadata"]["recipient_id"] == "mc");
  CAF_CHECK(r["metadata"]["recipient_role"].is_null());
  CAF_CHECK(r["metadata"]["task"] == 7);
  CAF_CHECK_EQUAL(call("GET", at + "/messages/r-1").body, r.body);

  const auto again = call("POST", at + "/agent-messages", report());
  CAF_CHECK_EQUAL(again.status, 200);
  CAF_CHECK_EQUAL(again.body, r.body);
  auto other = report();
  other["content"] = "failed";
  CAF_CHECK_EQUAL(call("POST", at + "/agent-messages", other).code(), "conflict");
}

CAF_TEST(every_type_is_taken_and_nothing_else) {
  for (const auto* type : {"task_assignment", "result_report", "collaboration_request", "feedback",
                           "communication", "status_update", "error_report", "task_completion",
                           "progress_update", "clarification_request"}) {
    auto m = report(std::string("id-") + type);
    m["message_type"] = type;
    CAF_CHECK_EQUAL(call("POST", at + "/agent-messages", m).status, 201);
  }
  auto gossip = report("g");
  gossip["message_type"] = "gossip";
  const auto refused = call("POST", at + "/agent-messages", gossip);
  CAF_CHECK_EQUAL(refused.status, 400);
  CAF_CHECK_EQUAL(refused.field(), "message_type");
}

CAF_TEST(an_absent_id_is_generated_and_told) {
  for (const json& absent : {json(""), json(nullptr)}) {
    auto m = report();
    m["message_id"] = absent;
    const auto r = call("POST", at + "/agent-messages", m);
    CAF_CHECK_EQUAL(r.status, 201);
    CAF_CHECK(!r["message_id"].get<std::string>().empty());
    CAF_CHECK(r["metadata"]["message_id"] == r["message_id"]);
  }
}

CAF_TEST(key_sender_and_recipient_must_fit_the_session) {
  const struct {
    const char* field;
    json value;
    const char* wrong;
  } table[] = {
      {"session_key", "s1_mc_to_writer", ""},
      {"session_key", "s1_mc_to_critic", "session_key"},
      {"sender_id", "nobody", "sender_id"},
      {"sender_type", "user", "sender_type"},
      {"sender_role", "critic", "sender_role"},
      {"sender_role", nullptr, "sender_role"},
      {"recipient_id", "nobody", "recipient_id"},
      {"recipient_type", "agent", "recipient_type"},
      {"recipient_role", "writer", "recipient_role"},
  };
  int count = 0;
  for (const auto& row : table) {
    CAF_MESSAGE(row.field << " = " << row.value.dump());
    auto m = report("id-" + std::to_string(++count));
    m[row.field] = row.value;
    const auto r = call("POST", at + "/agent-messages", m);
    CAF_CHECK_EQUAL(r.status, *row.wrong ? 400 : 201);
    CAF_CHECK_EQUAL(r.field(), row.wrong);
  }
  CAF_CHECK_EQUAL(call("GET", at)["last_seq"], 1);

  CAF_CHECK_EQUAL(call("DELETE", at + "/participants/c").status, 200);
  auto to_one_who_left = report("late");
  to_one_who_left["recipient_id"] = "c";
  to_one_who_left["recipient_type"] = "agent";
  to_one_who_left["recipient_role"] = "critic";
  CAF_CHECK_EQUAL(call("POST", at + "/agent-messages", to_one_who_left).field(), "recipient_id");
}

CAF_TEST(an_idempotency_key_gives_the_entry_again) {
  auto m = report();
  m.erase("message_id");
  const header_list with_key{{"Idempotency-Key", "k"}};
  const auto first = call("POST", at + "/agent-messages", m, with_key);
  const auto again = call("POST", at + "/agent-messages", m, with_key);
  CAF_CHECK_EQUAL(first.status, 201);
  CAF_CHECK_EQUAL(again.status, 201);
  CAF_CHECK_EQUAL(again.body, first.body);
  CAF_CHECK_EQUAL(again.header("Idempotency-Replayed"), "true");
}

CAF_TEST(a_closed_session_and_an_unknown_one_take_none) {
  CAF_CHECK_EQUAL(call("POST", base + "/sessions/none/agent-messages", report()).status, 404);
  call("POST", at + "/close");
  CAF_CHECK_EQUAL(call("POST", at + "/agent-messages", report()).code(), "session_closed");
}

CAF_TEST_FIXTURE_SCOPE_END()
