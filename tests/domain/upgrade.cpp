#define CAF_SUITE upgrade

#include "parley/domain/upgrade.hpp"

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/records.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;
using expect::parsed;

namespace {

const base::limits limits;

json old_record() {
  return parsed(R"({"session_id":"s","session_type":"user_to_agent","version":"1.0",
      "participants":[{"id":"u","type":"user","nick":"Al"},
                      {"participant_id":"a","participant_type":"agent","participant_role":"critic"}],
      "created_at":"2024-05-06T07:08:09","last_activity":"2024-05-06T08:00:00.25","color":"red"})");
}

json old_file() {
  return parsed(R"({"session_id":"f","parent_session_id":"p","root_session_id":"r","depth":2,
      "user_id":"ann","created_at":"2025-01-02T03:04:05","last_active":"2025-01-02T04:00:00",
      "message_count":1,"metadata":{"k":1},"color":"red","history":[
      {"role":"user","content":"hi","timestamp":"2025-01-02T03:04:06","mood":"good"},
      {"role":"assistant","content":"","timestamp":"2025-01-02T03:04:07"}]})");
}

}  // namespace

CAF_TEST(participants) {
  const auto p = upgrade_participant(parsed(R"({"id":"a","type":"agent","role":"x","nick":"Al"})"));
  CAF_REQUIRE(p.has_value());
  CAF_CHECK_EQUAL(p->dump(),
                  R"({"metadata":{},"nick":"Al","participant_id":"a","participant_role":"x",)"
                  R"("participant_type":"agent"})");
  const auto today = upgrade_participant(parsed(
      R"({"participant_id":"a","participant_type":"user","participant_role":null,"metadata":{},"id":7})"));
  CAF_REQUIRE(today.has_value());
  CAF_CHECK_EQUAL(today->at("id"), 7);  // an unknown field of today's form
  CAF_CHECK_EQUAL(outcome(upgrade_participant(7)), "invalid_argument");
}

CAF_TEST(a record of version 1) {
  const auto s = read_session(old_record(), limits);
  CAF_REQUIRE(s.has_value());
  const auto& r = s->record;
  CAF_CHECK_EQUAL(r.tenant_id, "default");
  CAF_CHECK_EQUAL(r.conversation_id, "s");
  CAF_CHECK_EQUAL(r.session_key, "s_user_to_critic");
  CAF_CHECK_EQUAL(r.format_version, record_format_version);
  CAF_CHECK_EQUAL(r.extra.dump(), R"({"color":"red"})");
  CAF_CHECK_EQUAL(r.participants[0].id, "u");
  CAF_CHECK_EQUAL(r.participants[0].extra.dump(), R"({"nick":"Al"})");
  CAF_CHECK(r.participants[1].joined_at == r.created_at);
  CAF_CHECK_EQUAL(base::format_time(s->last_activity()), "2024-05-06T08:00:00.250000Z");
}

CAF_TEST(a record of today passes unchanged) {
  const auto today = write_session(*read_session(old_record(), limits));
  const auto again = upgrade_session_record(today);
  CAF_REQUIRE(again.has_value());
  CAF_CHECK_EQUAL(again->dump(), today.dump());
}

CAF_TEST(unknown versions are refused) {
  auto record = old_record();
  record["version"] = "7.0";
  CAF_CHECK_EQUAL(outcome(upgrade_session_record(record)), "invalid_argument version");
  record = old_record();
  for (const json& version : {json(0), json(3), json("2"), json(2.5)}) {
    record["format_version"] = version;
    CAF_CHECK_EQUAL(outcome(upgrade_session_record(record)), "invalid_argument format_version");
  }
  CAF_CHECK_EQUAL(outcome(upgrade_session_record("x")), "invalid_argument");
  record = old_record();
  record["participants"].push_back(5);
  CAF_CHECK_EQUAL(outcome(upgrade_session_record(record)), "invalid_argument participants[2]");
}

CAF_TEST(a session file) {
  CAF_REQUIRE(is_session_file(old_file()));
  const auto file = upgrade_session_file(old_file(), limits);
  CAF_REQUIRE(file.has_value());
  const auto& r = file->session.record;
  CAF_CHECK_EQUAL(r.tenant_id, "default");
  CAF_CHECK(r.type == session_type::user_to_agent);
  CAF_CHECK_EQUAL(r.session_key, "f_user_to_assistant");
  CAF_CHECK(r.parent_session_id == "p" && r.root_session_id == "r" && r.depth == 2);
  CAF_CHECK_EQUAL(r.turn_count, 1);
  CAF_CHECK_EQUAL(r.extra.dump(), R"({"color":"red"})");
  CAF_CHECK_EQUAL(file->session.message_count(), 2);
  CAF_REQUIRE_EQUAL(file->messages.size(), 2u);
  CAF_CHECK_EQUAL(file->messages[0].message_id, "f:1");
  CAF_CHECK_EQUAL(file->messages[1].seq, 2);
  CAF_CHECK(file->messages[0].sender_id == "user");
  CAF_CHECK_EQUAL(file->messages[0].extra.text, R"({"mood":"good"})");
  CAF_CHECK(file->messages[1].content == "");
  // What it became is a record like any other.
  CAF_CHECK(*read_session(write_session(file->session), limits) == file->session);
  for (const auto& m : file->messages) CAF_CHECK(*read_message(write_message(m), limits) == m);
}

CAF_TEST(broken session files) {
  const struct {
    const char* field;
    json value;
    const char* expected;
  } table[] = {
      {"session_id", "../x", "invalid_argument session_id"},
      {"depth", "2", "invalid_argument depth"},
      {"created_at", nullptr, "invalid_argument created_at"},
      {"last_active", "x", "invalid_argument last_active"},
      {"message_count", -1, "invalid_argument message_count"},
      {"metadata", json::array(), "invalid_argument metadata"},
      {"history", nullptr, "invalid_argument history"},
      {"history", json::array({1}), "invalid_argument history[0]"},
      {"history", json::array({{{"role", "king"}}}), "invalid_argument history[0].role"},
  };
  for (const auto& row : table) {
    auto bad = old_file();
    bad[row.field] = row.value;
    CAF_MESSAGE(row.field << " = " << row.value);
    CAF_CHECK_EQUAL(outcome(upgrade_session_file(bad, limits)), row.expected);
  }
  CAF_CHECK_EQUAL(outcome(upgrade_session_file(1, limits)), "invalid_argument");
  CAF_CHECK(!is_session_file(parsed(R"({"session_id":"s"})")));
  CAF_CHECK(!is_session_file(parsed(R"({"history":[]})")));
  CAF_CHECK(!is_session_file(parsed("[]")));
}
