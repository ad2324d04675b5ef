#define CAF_SUITE encode

#include "parley/domain/encode.hpp"

#include "caf/test/unit_test.hpp"
#include "parley/domain/creation.hpp"

using namespace parley;
using namespace parley::domain;

namespace {

const auto now = base::from_micros(1767323045678901);

session fresh() {
  return *create_session(session_request{}, "t", "s", std::nullopt, now, base::limits{});
}

std::vector<std::string> keys(const json& value) {
  std::vector<std::string> out;
  for (const auto& [key, ignored] : value.items()) out.push_back(key);
  return out;
}

message said() {
  message m;
  m.seq = 3;
  m.message_id = "m3-0123456789";
  m.role = "user";
  m.timestamp = now;
  m.received_at = base::from_micros(1767323046000000);
  return m;
}

}  // namespace

CAF_TEST(a session shows every field) {
  const auto shown = encode(session_view{fresh(), {}});
  const std::vector<std::string> all{
      "closed_at",      "continues",         "conversation_id", "created_at",
      "depth",          "forked_from",       "format_version",  "last_activity",
      "last_seq",       "message_count",     "metadata",        "parent_session_id",
      "participants",   "revision",          "root_session_id", "round",
      "session_id",     "session_key",       "session_type",    "status",
      "system_prompt",  "tenant_id",         "turn_count",      "user_id"};
  CAF_CHECK_EQUAL(keys(shown), all);
  CAF_CHECK_EQUAL(shown.at("created_at"), "2026-01-02T03:04:05.678901Z");
  CAF_CHECK_EQUAL(shown.at("session_type"), "user_to_agent");
  for (const auto* name : {"closed_at", "continues", "forked_from", "parent_session_id", "root_session_id",
                           "system_prompt", "user_id"})
    CAF_CHECK(shown.at(name).is_null());
}

CAF_TEST(what follows from the newest message) {
  session_view s{fresh(), {7, base::from_micros(1767323099000000)}};
  auto shown = encode(s);
  CAF_CHECK_EQUAL(shown.at("message_count"), 7);
  CAF_CHECK_EQUAL(shown.at("last_seq"), 7);
  CAF_CHECK_EQUAL(shown.at("last_activity"), "2026-01-02T03:04:59.000000Z");
  s.at.last_append = {};
  shown = encode(s);
  CAF_CHECK_EQUAL(shown.at("last_activity"), "2026-01-02T03:04:05.678901Z");
}

CAF_TEST(unknown fields are shown but never over known ones) {
  auto s = fresh();
  CAF_CHECK(s.extra.contains("_created_from"));
  s.extra["color"] = "red";
  s.extra["status"] = "forged";
  s.participants[0].extra = {{"shoe_size", 42}, {"participant_id", "forged"}};
  const auto shown = encode(session_view{s, {}});
  CAF_CHECK_EQUAL(shown.at("color"), "red");
  CAF_CHECK_EQUAL(shown.at("status"), "active");
  CAF_CHECK(!shown.contains("_created_from"));
  CAF_CHECK_EQUAL(shown.at("participants")[0].at("shoe_size"), 42);
  CAF_CHECK_EQUAL(shown.at("participants")[0].at("participant_id"), "user");
}

CAF_TEST(a fork names its origin) {
  auto s = fresh();
  s.forked_from = fork_origin{"o", 5};
  CAF_CHECK_EQUAL(encode(session_view{s, {}}).at("forked_from").dump(),
                  R"({"seq":5,"session_id":"o"})");
}

CAF_TEST(a plain message) {
  CAF_CHECK_EQUAL(encode(said()).dump(),
                  R"({"content":null,"message_id":"m3-0123456789",)"
                  R"("metadata":{"_parley":{"received_at":"2026-01-02T03:04:06.000000Z"}},)"
                  R"("role":"user","sender_id":null,"seq":3,"status":"complete",)"
                  R"("timestamp":"2026-01-02T03:04:05.678901Z"})");
}

CAF_TEST(a full message) {
  auto m = said();
  m.sender_id = "u";
  m.content = "";
  m.tool_calls = {R"([{"id":"c"}])"};
  m.tool_call_id = "c";
  m.name = "f";
  m.metadata = {R"({"k":1})"};
  m.item = {R"({"type":"message"})"};
  m.extra = {R"({"color":"red","seq":99})"};
  const auto shown = encode(m);
  CAF_CHECK_EQUAL(shown.at("sender_id"), "u");
  CAF_CHECK_EQUAL(shown.at("content"), "");
  CAF_CHECK_EQUAL(shown.at("tool_calls").dump(), m.tool_calls.text);
  CAF_CHECK_EQUAL(shown.at("tool_call_id"), "c");
  CAF_CHECK_EQUAL(shown.at("name"), "f");
  CAF_CHECK_EQUAL(shown.at("metadata").at("k"), 1);
  CAF_CHECK(shown.at("metadata").contains("_parley"));
  CAF_CHECK_EQUAL(shown.at("item").dump(), m.item.text);
  CAF_CHECK_EQUAL(shown.at("color"), "red");
  CAF_CHECK_EQUAL(shown.at("seq"), 3);
}

CAF_TEST(a receipt) {
  CAF_CHECK_EQUAL(encode_receipt(said()).dump(),
                  R"({"message_id":"m3-0123456789","role":"user","sender_id":null,"seq":3,)"
                  R"("status":"complete","timestamp":"2026-01-02T03:04:05.678901Z"})");
}

CAF_TEST(chat form) {
  auto m = said();
  CAF_CHECK_EQUAL(encode_chat(m).dump(), R"({"content":null,"role":"user"})");
  m.tool_calls = {"[]"};
  m.name = "f";
  CAF_CHECK_EQUAL(encode_chat(m).dump(),
                  R"({"content":null,"name":"f","role":"user","tool_calls":[]})");
  m.item = {R"({"role":"developer"})"};
  CAF_CHECK_EQUAL(encode_chat(m).dump(), R"({"role":"developer"})");
  m.item = {R"({"type":"reasoning"})"};
  CAF_CHECK_EQUAL(encode_chat(m).dump(),
                  R"({"content":null,"name":"f","role":"user","tool_calls":[]})");
}
