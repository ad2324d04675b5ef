#define CAF_SUITE decode_session

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "parley/domain/creation.hpp"
#include "parley/domain/decode.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;
using expect::parsed;

namespace {

const base::limits limits;

json user(const std::string& id = "u") {
  return {{"participant_id", id}, {"participant_type", "user"}};
}

json agent(const std::string& id = "a", const std::string& role = "writer") {
  return {{"participant_id", id}, {"participant_type", "agent"}, {"participant_role", role}};
}

/// A legal request with one field replaced.
json with(const std::string& field, json value) {
  json body = {{"session_id", "s"},
               {"session_type", "user_to_agent"},
               {"participants", json::array({user(), agent()})}};
  body[field] = std::move(value);
  return body;
}

json without(const std::string& field) {
  auto body = with("metadata", json::object());
  body.erase(field);
  return body;
}

}  // namespace

CAF_TEST(participants) {
  const struct {
    const char* text;
    const char* expected;
  } table[] = {
      {R"({"participant_id":"u","participant_type":"user"})", "ok"},
      {R"({"participant_id":" ü 对 ","participant_type":"user"})", "ok"},
      {R"({"participant_id":"u","participant_type":"user","participant_role":null})", "ok"},
      {R"({"participant_id":"u","participant_type":"user","metadata":null})", "ok"},
      {R"([])", "invalid_argument"},
      {R"(null)", "invalid_argument"},
      {R"({})", "invalid_argument participant_id"},
      {R"({"participant_id":null,"participant_type":"user"})", "invalid_argument participant_id"},
      {R"({"participant_id":7,"participant_type":"user"})", "invalid_argument participant_id"},
      {R"({"participant_id":"a\nb","participant_type":"user"})", "invalid_argument participant_id"},
      {R"({"participant_id":"a\u0085b","participant_type":"user"})",
       "invalid_argument participant_id"},
      {R"({"participant_id":"u"})", "invalid_argument participant_type"},
      {R"({"participant_id":"u","participant_type":null})", "invalid_argument participant_type"},
      {R"({"participant_id":"u","participant_type":0})", "invalid_argument participant_type"},
      {R"({"participant_id":"","participant_type":"x"})", "invalid_argument participant_id"},
      {R"({"participant_id":"a","participant_type":"agent","participant_role":null})",
       "invalid_argument participant_role"},
      {R"({"participant_id":"u","participant_type":"user","participant_role":""})",
       "invalid_argument participant_role"},
      {R"({"participant_id":"u","participant_type":"user","participant_role":"a b"})",
       "invalid_argument participant_role"},
      {R"({"participant_id":"u","participant_type":"user","metadata":[]})",
       "invalid_argument metadata"},
      {R"({"participant_id":"u","participant_type":"user","metadata":{"_parley":1}})",
       "invalid_argument metadata._parley"},
      {R"({"participant_id":"u","participant_type":"user","metadata":{"_parley_x":1}})",
       "invalid_argument metadata._parley_x"},
      {R"({"participant_id":"u","participant_type":"user","metadata":{"":1}})",
       "invalid_argument metadata."},
      {R"({"participant_id":"u","participant_type":"user","metadata":{"a":{"_parley":1}}})", "ok"},
      {R"({"participant_id":"u","participant_type":"user","joined_at":"2026-01-01T00:00:00Z"})",
       "unknown_field joined_at"},
      {R"({"participant_id":"u","participant_type":"user","shoe_size":42})",
       "unknown_field shoe_size"},
      {R"({"participant_id":"u","participant_type":"x","shoe_size":42})",
       "invalid_argument participant_type"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.text);
    CAF_CHECK_EQUAL(outcome(decode_participant(parsed(row.text), limits, unknown_fields::refuse)),
                    row.expected);
  }
}

CAF_TEST(lengths count characters and not bytes) {
  std::string wide;
  for (int i = 0; i < 256; ++i) wide += "对";
  CAF_CHECK_EQUAL(outcome(decode_participant(user(wide), limits, unknown_fields::refuse)), "ok");
  CAF_CHECK_EQUAL(outcome(decode_participant(user(wide + "x"), limits, unknown_fields::refuse)),
                  "invalid_argument participant_id");
}

CAF_TEST(records keep what requests may not have) {
  const auto value = parsed(R"({"participant_id":"a","participant_type":"agent","shoe_size":42,
      "metadata":{"_parley_old":1},"joined_at":"2026-01-01T00:00:00Z","left_at":null})");
  const auto p = decode_participant(value, limits, unknown_fields::keep);
  CAF_REQUIRE(p.has_value());
  CAF_CHECK_EQUAL(p->extra.dump(), R"({"shoe_size":42})");
  CAF_CHECK_EQUAL(p->metadata.dump(), R"({"_parley_old":1})");
  CAF_CHECK_EQUAL(base::format_time(p->joined_at), "2026-01-01T00:00:00.000000Z");
  CAF_CHECK(p->present());
}

CAF_TEST(requests) {
  json crowd = json::array({agent()});
  for (int i = 0; i < 100; ++i) crowd.push_back(user("u" + std::to_string(i)));
  const struct {
    json body;
    const char* expected;
  } table[] = {
      {with("metadata", {{"a", 1}}), "ok"},
      {json::object(), "ok"},
      {{{"session_id", nullptr}, {"session_type", nullptr}, {"participants", nullptr}}, "ok"},
      {json::array(), "invalid_argument"},
      {"text", "invalid_argument"},
      {with("session_id", ""), "invalid_argument session_id"},
      {with("session_id", 5), "invalid_argument session_id"},
      {with("session_id", "../etc/passwd"), "invalid_argument session_id"},
      {with("session_id", std::string(129, 'x')), "invalid_argument session_id"},
      {with("conversation_id", ""), "invalid_argument conversation_id"},
      {with("conversation_id", "a b"), "invalid_argument conversation_id"},
      {with("user_id", ""), "invalid_argument user_id"},
      {with("user_id", "a\tb"), "invalid_argument user_id"},
      {with("user_id", "a b"), "ok"},
      {without("session_type"), "invalid_argument session_type"},
      {without("participants"), "invalid_argument participants"},
      {with("participants", nullptr), "invalid_argument participants"},
      {with("participants", json::array()), "invalid_argument participants"},
      {{{"participants", json::array()}}, "invalid_argument participants"},
      {with("participants", json::object()), "invalid_argument participants"},
      {with("participants", "u"), "invalid_argument participants"},
      {with("session_type", "group_chat"), "invalid_argument session_type"},
      {with("session_type", "agent_to_agent"), "invalid_argument participants"},
      {with("participants", {user(), agent("a", "")}),
       "invalid_argument participants[1].participant_role"},
      {with("participants", {user(), 7}), "invalid_argument participants[1]"},
      {with("participants", {user("x"), agent("x")}),
       "invalid_argument participants[1].participant_id"},
      {with("participants",
            {user(), agent(), {{"participant_id", "z"}, {"participant_type", "user"}, {"age", 3}}}),
       "unknown_field participants[2].age"},
      {with("participants", crowd), "too_large participants"},
      {with("parent_session_id", ""), "invalid_argument parent_session_id"},
      {with("system_prompt", 1), "invalid_argument system_prompt"},
      {with("system_prompt", ""), "ok"},
      {with("system_prompt", std::string(262144, 'x')), "ok"},
      {with("system_prompt", std::string(262145, 'x')), "too_large system_prompt"},
      {with("metadata", 1), "invalid_argument metadata"},
      {with("metadata", {{"a", std::string(65528, 'x')}}), "ok"},
      {with("metadata", {{"a", std::string(65529, 'x')}}), "too_large metadata"},
      {with("metadata", {{"a\nb", 1}}), "invalid_argument metadata.a\nb"},
      {with("tenant_id", "other"), "unknown_field tenant_id"},
      {with("status", "closed"), "unknown_field status"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.body.dump().substr(0, 200));
    CAF_CHECK_EQUAL(outcome(decode_session_request(row.body, limits)), row.expected);
  }
}

CAF_TEST(the first broken rule is named) {
  // From the last check to the first: each one breaks in front of the former.
  auto body = with("surplus", 1);
  CAF_CHECK_EQUAL(outcome(decode_session_request(body, limits)), "unknown_field surplus");
  const std::pair<const char*, json> steps[] = {
      {"metadata", 1},     {"system_prompt", 1}, {"parent_session_id", ""}, {"session_type", "no"},
      {"participants", 1}, {"user_id", ""},      {"conversation_id", ""},   {"session_id", ""},
  };
  for (const auto& [field, value] : steps) {
    body[field] = value;
    CAF_CHECK_EQUAL(outcome(decode_session_request(body, limits)),
                    std::string{"invalid_argument "} + field);
  }
}

CAF_TEST(every error is a sentence) {
  const auto refused = decode_session_request(with("session_type", "x"), limits);
  CAF_REQUIRE(!refused);
  CAF_CHECK_EQUAL(
      refused.error().text,
      "session_type must be one of user_to_mc, mc_to_agent, agent_to_agent, user_to_agent.");
}

CAF_TEST(defaults said aloud equal absent ones) {
  const auto implicit = decode_session_request({{"session_id", "s"}}, limits);
  json said = {{"session_id", "s"},
               {"conversation_id", "s"},
               {"user_id", nullptr},
               {"session_type", "user_to_agent"},
               {"participants", json::array()},
               {"metadata", json::object()}};
  for (const auto& p : implied_participants()) {
    json shown = {{"participant_id", p.id},
                  {"participant_type", to_string(p.type)},
                  {"metadata", p.metadata}};
    if (p.role) shown["participant_role"] = *p.role;
    said["participants"].push_back(shown);
  }
  const auto explicit_ones = decode_session_request(said, limits);
  CAF_REQUIRE(implicit && explicit_ones);
  CAF_CHECK(*implicit == *explicit_ones);
}

CAF_TEST(patches) {
  const struct {
    const char* text;
    const char* expected;
  } table[] = {
      {"{}", "ok"},
      {R"({"user_id":null,"metadata":null,"system_prompt":null})", "ok"},
      {R"({"metadata":{"a":null,"b":{"c":1}}})", "ok"},
      {"[]", "invalid_argument"},
      {R"({"user_id":""})", "invalid_argument user_id"},
      {R"({"system_prompt":[]})", "invalid_argument system_prompt"},
      {R"({"metadata":3})", "invalid_argument metadata"},
      {R"({"metadata":{"_parley":null}})", "invalid_argument metadata._parley"},
      {R"({"status":"closed"})", "unknown_field status"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.text);
    CAF_CHECK_EQUAL(outcome(decode_session_patch(parsed(row.text), limits)), row.expected);
  }
}

CAF_TEST(a patch tells null from absent) {
  const auto nothing = decode_session_patch(json::object(), limits);
  CAF_REQUIRE(nothing.has_value());
  CAF_CHECK(!nothing->user_id && !nothing->system_prompt && !nothing->metadata);
  const auto removal = decode_session_patch(
      {{"user_id", nullptr}, {"system_prompt", nullptr}, {"metadata", nullptr}}, limits);
  CAF_REQUIRE(removal.has_value());
  CAF_CHECK(removal->user_id && !*removal->user_id);
  CAF_CHECK(removal->system_prompt && !*removal->system_prompt);
  CAF_CHECK(removal->metadata && removal->metadata->is_null());
}

CAF_TEST(metadata keys) {
  for (const auto& key : {std::string{"a"}, std::string{"parley"}, std::string{"_par"},
                          std::string{"ü 对"}, std::string(256, 'x')})
    CAF_CHECK(check_metadata_key(key).has_value());
  for (const auto& key : {std::string{}, std::string{"_parley"}, std::string{"_parley_tokens"},
                          std::string{"a\nb"}, std::string(257, 'x')})
    CAF_CHECK(!check_metadata_key(key));
}
