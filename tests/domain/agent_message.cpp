#define CAF_SUITE agent_message

#include "parley/domain/agent_message.hpp"

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "parley/domain/decode.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;

namespace {

const base::limits limits;

json with(const std::string& field, json value) {
  json body = {{"sender_id", "a"},
               {"sender_type", "agent"},
               {"sender_role", "writer"},
               {"recipient_id", "m"},
               {"recipient_type", "master_controller"},
               {"content", "done"},
               {"message_type", "result_report"},
               {"metadata", {{"task", 7}}}};
  body[field] = std::move(value);
  return body;
}

std::string outcome_of(const json& body) {
  return outcome(decode_agent_message(body, limits, unknown_fields::refuse));
}

}  // namespace

CAF_TEST(fields) {
  const struct {
    json body;
    const char* expected;
  } table[] = {
      {with("session_key", nullptr), "ok"},
      {with("session_key", "s_mc_to_writer"), "ok"},
      {with("session_key", ""), "invalid_argument session_key"},
      {with("session_key", 4), "invalid_argument session_key"},
      {with("message_id", ""), "ok"},
      {with("message_id", nullptr), "ok"},
      {with("message_id", "42"), "invalid_argument message_id"},
      {with("sender_id", nullptr), "invalid_argument sender_id"},
      {with("recipient_id", ""), "invalid_argument recipient_id"},
      {with("content", nullptr), "invalid_argument content"},
      {with("content", ""), "invalid_argument content"},
      {with("content", "  "), "ok"},
      {with("message_type", nullptr), "invalid_argument message_type"},
      {with("message_type", "gossip"), "invalid_argument message_type"},
      {with("sender_type", nullptr), "invalid_argument sender_type"},
      {with("sender_role", nullptr), "ok"},
      {with("sender_role", ""), "invalid_argument sender_role"},
      {with("recipient_type", "x"), "invalid_argument recipient_type"},
      {with("recipient_role", "a b"), "invalid_argument recipient_role"},
      {with("timestamp", "x"), "invalid_argument timestamp"},
      {with("metadata", {{"_parley", 1}}), "invalid_argument metadata._parley"},
      {with("priority", 1), "unknown_field priority"},
      {json::array(), "invalid_argument"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.body.dump());
    CAF_CHECK_EQUAL(outcome_of(row.body), row.expected);
  }
}

CAF_TEST(the first broken rule is named) {
  auto body = with("surplus", 1);
  const char* const order[] = {"metadata",    "timestamp",    "recipient_role", "recipient_type",
                               "sender_role", "sender_type",  "message_id",     "message_type",
                               "content",     "recipient_id", "sender_id",      "session_key"};
  for (const auto* field : order) {
    body[field] = 1;
    CAF_CHECK_EQUAL(outcome_of(body), std::string{"invalid_argument "} + field);
  }
}

CAF_TEST(its entry in the history) {
  auto body = with("message_id", "m-1");
  body["metadata"] = {{"task", 7}, {"sender_id", "forged"}};
  body["timestamp"] = "2026-01-02T03:04:05Z";
  const auto m = decode_agent_message(body, limits, unknown_fields::refuse);
  CAF_REQUIRE(m.has_value());
  const auto entry = to_history(*m);
  CAF_CHECK_EQUAL(entry.role, "agent_writer");
  CAF_CHECK(entry.sender_id == "a");
  CAF_CHECK_EQUAL(entry.message_id, "m-1");
  CAF_CHECK(entry.content == "done");
  CAF_CHECK(entry.timestamp == *m->timestamp);
  CAF_CHECK(entry.body_digest == body_digest(entry));
  const json metadata = {{"task", 7},
                         {"message_id", "m-1"},
                         {"sender_id", "a"},
                         {"sender_type", "agent"},
                         {"sender_role", "writer"},
                         {"recipient_id", "m"},
                         {"recipient_type", "master_controller"},
                         {"recipient_role", nullptr},
                         {"message_type", "result_report"}};
  CAF_CHECK_EQUAL(entry.metadata.text, metadata.dump());
}

CAF_TEST(without a role the type alone is the role) {
  const auto m = decode_agent_message(with("sender_role", nullptr), limits, unknown_fields::refuse);
  CAF_REQUIRE(m.has_value());
  const auto entry = to_history(*m);
  CAF_CHECK_EQUAL(entry.role, "agent");
}

CAF_TEST(unknown fields are kept where they may be) {
  const auto m = decode_agent_message(with("priority", 1), limits, unknown_fields::keep);
  CAF_REQUIRE(m.has_value());
  CAF_CHECK_EQUAL(m->extra.dump(), R"({"priority":1})");
}
