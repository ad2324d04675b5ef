#define CAF_SUITE decode_message

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "parley/domain/decode.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;
using expect::parsed;

namespace {

const base::limits limits;

json with(const std::string& field, json value) {
  json body = {{"role", "user"}, {"content", "hello"}};
  body[field] = std::move(value);
  return body;
}

/// A message with one tool call, the call given as text.
json calling(const char* call) {
  return {{"role", "assistant"}, {"content", nullptr}, {"tool_calls", json::array({parsed(call)})}};
}

}  // namespace

CAF_TEST(messages) {
  const struct {
    json body;
    const char* expected;
  } table[] = {
      {with("content", "hi"), "ok"},
      {with("content", ""), "ok"},
      {with("content", " \n"), "ok"},
      {with("content", nullptr), "ok"},
      {{{"role", "user"}}, "ok"},
      {"text", "invalid_argument"},
      {nullptr, "invalid_argument"},
      {json::object(), "invalid_argument role"},
      {with("role", nullptr), "invalid_argument role"},
      {with("role", ""), "invalid_argument role"},
      {with("role", 1), "invalid_argument role"},
      {with("content", 1), "invalid_argument content"},
      {with("content", json::array()), "invalid_argument content"},
      {with("message_id", nullptr), "ok"},
      {with("message_id", ""), "invalid_argument message_id"},
      {with("message_id", "12"), "invalid_argument message_id"},
      {with("message_id", "a/b"), "invalid_argument message_id"},
      {with("message_id", 12), "invalid_argument message_id"},
      {with("message_id", "12a"), "ok"},
      {with("sender_id", nullptr), "ok"},
      {with("sender_id", ""), "invalid_argument sender_id"},
      {with("tool_calls", nullptr), "ok"},
      {with("tool_calls", json::array()), "ok"},
      {with("tool_calls", json::object()), "invalid_argument tool_calls"},
      {with("tool_call_id", "c1"), "ok"},
      {with("tool_call_id", ""), "invalid_argument tool_call_id"},
      {with("name", "lookup"), "ok"},
      {with("name", json::object()), "invalid_argument name"},
      {with("timestamp", "2026-01-02T03:04:05"), "ok"},
      {with("timestamp", "yesterday"), "invalid_argument timestamp"},
      {with("timestamp", 1700000000), "invalid_argument timestamp"},
      {with("status", "complete"), "ok"},
      {with("status", nullptr), "ok"},
      {with("status", "erased"), "invalid_argument status"},
      {with("metadata", {{"a", 1}}), "ok"},
      {with("metadata", "a"), "invalid_argument metadata"},
      {with("metadata", {{"_parley", json::object()}}), "invalid_argument metadata._parley"},
      {with("metadata", {{"a", std::string(65536, 'x')}}), "too_large metadata"},
      {with("item", {{"type", "message"}}), "ok"},
      {with("item", "x"), "invalid_argument item"},
      {with("seq", 1), "unknown_field seq"},
      {with("contnet", "x"), "unknown_field contnet"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.body.dump().substr(0, 200));
    CAF_CHECK_EQUAL(outcome(decode_message(row.body, limits)), row.expected);
  }
}

CAF_TEST(roles) {
  for (const auto* role :
       {"system", "user", "assistant", "tool", "agent", "agent_writer", "agent_data_analyst",
        "master_controller", "master_controller_lead", "user_guest", "agent_a.b:c~d-e"})
    CAF_CHECK_EQUAL(outcome(decode_message(with("role", role), limits)), "ok");
  for (const auto& role :
       {std::string{"User"}, std::string{"developer"}, std::string{"agent_"}, std::string{"agents"},
        std::string{"agent writer"}, std::string{"system_x"}, std::string{"tool_x"},
        std::string{"assistant_x"}, std::string{"master"}, "agent_" + std::string(65, 'x')})
    CAF_CHECK_EQUAL(outcome(decode_message(with("role", role), limits)), "invalid_argument role");
}

CAF_TEST(tool calls) {
  const struct {
    const char* call;
    const char* expected;
  } table[] = {
      {R"({"id":"c","type":"function","function":{"name":"f","arguments":"{}"}})", "ok"},
      {R"({"id":"c","type":"function","function":{"name":"f","arguments":""}})", "ok"},
      {"7", "invalid_argument tool_calls[0]"},
      {R"({"type":"function","function":{"name":"f","arguments":""}})",
       "invalid_argument tool_calls[0].id"},
      {R"({"id":"","type":"function","function":{"name":"f","arguments":""}})",
       "invalid_argument tool_calls[0].id"},
      {R"({"id":"c","function":{"name":"f","arguments":""}})",
       "invalid_argument tool_calls[0].type"},
      {R"({"id":"c","type":"custom","function":{"name":"f","arguments":""}})",
       "invalid_argument tool_calls[0].type"},
      {R"({"id":"c","type":"function"})", "invalid_argument tool_calls[0].function"},
      {R"({"id":"c","type":"function","function":"f"})", "invalid_argument tool_calls[0].function"},
      {R"({"id":"c","type":"function","function":{"arguments":""}})",
       "invalid_argument tool_calls[0].function.name"},
      {R"({"id":"c","type":"function","function":{"name":"","arguments":""}})",
       "invalid_argument tool_calls[0].function.name"},
      {R"({"id":"c","type":"function","function":{"name":"f"}})",
       "invalid_argument tool_calls[0].function.arguments"},
      {R"({"id":"c","type":"function","function":{"name":"f","arguments":{}}})",
       "invalid_argument tool_calls[0].function.arguments"},
      {R"({"id":"c","type":"function","function":{"name":"f","arguments":"","x":1}})",
       "unknown_field tool_calls[0].function.x"},
      {R"({"id":"c","type":"function","index":0,"function":{"name":"f","arguments":""}})",
       "unknown_field tool_calls[0].index"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.call);
    CAF_CHECK_EQUAL(outcome(decode_message(calling(row.call), limits)), row.expected);
  }
}

CAF_TEST(the first broken rule is named) {
  auto body = with("surplus", 1);
  const std::pair<const char*, json> steps[] = {
      {"item", 1}, {"metadata", 1},     {"status", 1},     {"timestamp", 1},
      {"name", 1}, {"tool_call_id", 1}, {"tool_calls", 1}, {"content", 1},
      {"role", 1}, {"sender_id", 1},    {"message_id", 1},
  };
  CAF_CHECK_EQUAL(outcome(decode_message(body, limits)), "unknown_field surplus");
  for (const auto& [field, value] : steps) {
    body[field] = value;
    CAF_CHECK_EQUAL(outcome(decode_message(body, limits)),
                    std::string{"invalid_argument "} + field);
  }
}

CAF_TEST(what a message becomes) {
  const auto m = decode_message(
      parsed(R"({"message_id":"c:1","sender_id":"u","role":"tool","content":"ä","name":"f",
          "tool_calls":[],"tool_call_id":"c","timestamp":"2026-01-02T03:04:05.678901Z",
          "metadata":{"b":1,"a":2},"item":{"z":0}})"),
      limits);
  CAF_REQUIRE(m.has_value());
  CAF_CHECK_EQUAL(m->seq, 0);
  CAF_CHECK_EQUAL(m->message_id, "c:1");
  CAF_CHECK(m->sender_id == "u");
  CAF_CHECK_EQUAL(m->role, "tool");
  CAF_CHECK(m->content == "ä");
  CAF_CHECK_EQUAL(m->tool_calls.text, "[]");
  CAF_CHECK(m->tool_call_id == "c");
  CAF_CHECK(m->name == "f");
  CAF_CHECK_EQUAL(base::to_micros(m->timestamp), 1767323045678901);
  CAF_CHECK_EQUAL(m->metadata.text, R"({"a":2,"b":1})");
  CAF_CHECK_EQUAL(m->item.text, R"({"z":0})");
  CAF_CHECK(m->received_at == base::timestamp{});
  CAF_CHECK(m->body_digest == body_digest(*m));
}

CAF_TEST(the size of a message counts its whole JSON) {
  base::limits small;
  small.message_bytes = 40;
  const auto frame = with("content", "").dump().size();
  const auto room = 40 - frame;
  CAF_CHECK_EQUAL(outcome(decode_message(with("content", std::string(room, 'x')), small)), "ok");
  CAF_CHECK_EQUAL(outcome(decode_message(with("content", std::string(room + 1, 'x')), small)),
                  "too_large");
  // A quote takes two bytes in JSON.
  CAF_CHECK_EQUAL(outcome(decode_message(with("content", std::string(room, '"')), small)),
                  "too_large");
  CAF_CHECK_EQUAL(
      outcome(decode_message(with("content", std::string(room + 1, 'x')), small, "messages[3].")),
      "too_large messages[3]");
}

CAF_TEST(control characters count with their escapes) {
  base::limits small;
  small.message_bytes = 1000;
  CAF_CHECK_EQUAL(outcome(decode_message(with("content", std::string(300, 'x')), small)), "ok");
  CAF_CHECK_EQUAL(outcome(decode_message(with("content", std::string(300, '\1')), small)),
                  "too_large");
}

CAF_TEST(append bodies) {
  base::limits two;
  two.batch_messages = 2;
  const auto m = with("content", "x");
  const auto bad = with("role", "x");
  const struct {
    json body;
    const char* expected;
    std::size_t count;
  } table[] = {
      {m, "ok", 1},
      {{{"messages", json::array({m})}}, "ok", 1},
      {{{"messages", json::array({m, m})}}, "ok", 2},
      {{{"messages", json::array()}}, "invalid_argument messages", 0},
      {{{"messages", nullptr}}, "invalid_argument messages", 0},
      {{{"messages", m}}, "invalid_argument messages", 0},
      {{{"messages", json::array({m, m, m})}}, "too_large messages", 0},
      {{{"messages", json::array({m, bad})}}, "invalid_argument messages[1].role", 0},
      {{{"messages", json::array({m, 5})}}, "invalid_argument messages[1]", 0},
      {{{"messages", json::array({m})}, {"role", "user"}}, "unknown_field role", 0},
      {json::array({m}), "invalid_argument", 0},
      {bad, "invalid_argument role", 0},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.body.dump());
    const auto request = decode_append(row.body, two);
    CAF_CHECK_EQUAL(outcome(request), row.expected);
    if (!request) continue;
    CAF_CHECK_EQUAL(request->messages.size(), row.count);
    CAF_CHECK_EQUAL(request->batch, row.body.contains("messages"));
  }
}
