#define CAF_SUITE records

#include "parley/domain/records.hpp"

#include <cstdlib>
#include <iostream>

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "domain/generate.hpp"
#include "parley/domain/creation.hpp"
#include "parley/domain/encode.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;
using expect::parsed;

namespace {

const base::limits limits;

/// What PARLEY_SEED says, else another one each run.
std::uint64_t seed() {
  const auto* given = std::getenv("PARLEY_SEED");
  const auto value = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "PARLEY_SEED=" << value << std::endl;
  return value;
}

int rounds() {
  const auto* scale = std::getenv("PARLEY_TEST_SCALE");
  return 500 * std::max(1, scale ? std::atoi(scale) : 1);
}

}  // namespace

CAF_TEST(sessions come back as they were) {
  testing_domain::generator any{seed()};
  for (int i = 0; i < rounds(); ++i) {
    const auto s = any.session_view();
    const auto text = canonical(write_session(s));
    const auto stored = parse_json(text);
    CAF_REQUIRE(stored.has_value());
    const auto back = read_session(*stored, limits);
    if (!back) CAF_FAIL(to_string(back.error()) << " in " << text);
    if (!(*back == s)) CAF_FAIL(text << " came back as " << canonical(write_session(*back)));
  }
}

CAF_TEST(messages come back as they were) {
  testing_domain::generator any{seed()};
  for (int i = 0; i < rounds(); ++i) {
    const auto m = any.message();
    const auto text = canonical(write_message(m));
    const auto stored = parse_json(text);
    CAF_REQUIRE(stored.has_value());
    const auto back = read_message(*stored, limits);
    if (!back) CAF_FAIL(to_string(back.error()) << " in " << text);
    if (!(*back == m)) CAF_FAIL(text << " came back as " << canonical(write_message(*back)));
  }
}

CAF_TEST(the door keeps any value) {
  testing_domain::generator any{seed()};
  for (int i = 0; i < rounds(); ++i) {
    const auto value = any.value(6);
    const auto back = parse_json(canonical(value));
    CAF_REQUIRE(back.has_value());
    CAF_REQUIRE_EQUAL(canonical(*back), canonical(value));
  }
}

CAF_TEST(a created session keeps what it was created from) {
  const auto s = *create_session(session_request{}, "t", "s", std::nullopt,
                                 base::from_micros(1000000), limits);
  const auto back = read_session(write_session({s, {}}), limits);
  CAF_REQUIRE(back.has_value());
  CAF_CHECK(back->record == s);
  CAF_CHECK(same_creation(session_request{}, back->record) == same_creation(session_request{}, s));
}

CAF_TEST(what is shown can be read as a record) {
  testing_domain::generator any{seed()};
  const auto s = any.session_view();
  const auto shown = read_session(encode(s), limits);
  CAF_REQUIRE(shown.has_value());
  CAF_CHECK(shown->last_activity() == s.last_activity());
  CAF_CHECK_EQUAL(canonical(encode(*shown)), canonical(encode(s)));

  auto m = any.message();
  m.message_id = "shown";
  const auto read = read_message(encode(m), limits);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(read->received_at == m.received_at);
  CAF_CHECK(read->metadata == m.metadata);
  CAF_CHECK_EQUAL(canonical(encode(*read)), canonical(encode(m)));
}

CAF_TEST(the kind of a line is not kept) {
  testing_domain::generator any{seed()};
  auto line = write_message(any.message());
  line["kind"] = "message";
  const auto m = read_message(line, limits);
  CAF_REQUIRE(m.has_value());
  CAF_CHECK(!write_message(*m).contains("kind"));
}

CAF_TEST(broken sessions) {
  const auto good = write_session(
      {*create_session(session_request{}, "t", "s", std::nullopt, base::from_micros(1), limits),
       {}});
  CAF_CHECK_EQUAL(outcome(read_session(good, limits)), "ok");
  const struct {
    const char* field;
    json value;
    const char* expected;
  } table[] = {
      {"session_id", "a b", "invalid_argument session_id"},
      {"tenant_id", nullptr, "invalid_argument tenant_id"},
      {"session_type", "x", "invalid_argument session_type"},
      {"session_key", "", "invalid_argument session_key"},
      {"participants", nullptr, "invalid_argument participants"},
      {"participants", json::array(), "invalid_argument participants"},
      {"participants", json::array({1}), "invalid_argument participants[0]"},
      {"depth", -1, "invalid_argument depth"},
      {"depth", 1.5, "invalid_argument depth"},
      {"depth", std::numeric_limits<std::uint64_t>::max(), "invalid_argument depth"},
      {"status", "open", "invalid_argument status"},
      {"created_at", nullptr, "invalid_argument created_at"},
      {"created_at", "x", "invalid_argument created_at"},
      {"last_seq", "1", "invalid_argument last_seq"},
      {"forked_from", 1, "invalid_argument forked_from"},
      {"forked_from", json::object(), "invalid_argument forked_from.session_id"},
      {"revision", 0, "invalid_argument revision"},
      {"metadata", 1, "invalid_argument metadata"},
      {"format_version", 3, "invalid_argument format_version"},
      {"format_version", "2", "invalid_argument format_version"},
  };
  for (const auto& row : table) {
    auto bad = good;
    bad[row.field] = row.value;
    CAF_MESSAGE(row.field << " = " << row.value);
    CAF_CHECK_EQUAL(outcome(read_session(bad, limits)), row.expected);
  }
  CAF_CHECK_EQUAL(outcome(read_session(json::array(), limits)), "invalid_argument");
}

CAF_TEST(broken messages) {
  const json good = {{"seq", 1}, {"message_id", "a"}, {"role", "user"}};
  CAF_CHECK_EQUAL(outcome(read_message(good, limits)), "ok");
  const struct {
    const char* field;
    json value;
    const char* expected;
  } table[] = {
      {"seq", -1, "invalid_argument seq"},
      {"message_id", "1", "invalid_argument message_id"},
      {"role", nullptr, "invalid_argument role"},
      {"status", "done", "invalid_argument status"},
      {"received_at", "x", "invalid_argument received_at"},
      {"body_digest", "zz", "invalid_argument body_digest"},
      {"metadata", parsed(R"({"_parley":{"received_at":"x"}})"),
       "invalid_argument metadata._parley.received_at"},
      {"tool_calls", json::array({1}), "invalid_argument tool_calls[0]"},
      // Calls of other writers may have more or less than ours.
      {"tool_calls", parsed(R"([{"id":"c","index":0,"function":{"name":"f","arguments":""}}])"),
       "ok"},
  };
  for (const auto& row : table) {
    auto bad = good;
    bad[row.field] = row.value;
    CAF_MESSAGE(row.field << " = " << row.value);
    CAF_CHECK_EQUAL(outcome(read_message(bad, limits)), row.expected);
  }
}

CAF_TEST(sizes are asked for and never keep a record from being read) {
  base::limits small;
  small.participants = 1;
  small.message_bytes = 100;
  small.metadata_bytes = 10;
  const auto s =
      *create_session(session_request{}, "t", "s", std::nullopt, base::from_micros(1), limits);
  message m;
  m.message_id = "a";
  m.role = "user";
  m.content = std::string(100, 'x');
  CAF_CHECK_EQUAL(outcome(read_session(write_session({s, {}}), small)), "ok");
  CAF_CHECK_EQUAL(outcome(read_message(write_message(m), small)), "ok");
  CAF_CHECK_EQUAL(outcome(check_limits(s, small)), "too_large participants");
  CAF_CHECK_EQUAL(outcome(check_limits(m, small)), "too_large");
  m.metadata = {R"({"key":"value"})"};
  CAF_CHECK_EQUAL(outcome(check_limits(m, small)), "too_large metadata");
  CAF_CHECK_EQUAL(outcome(check_limits(s, limits)), "ok");
  CAF_CHECK_EQUAL(outcome(check_limits(m, limits)), "ok");
}
