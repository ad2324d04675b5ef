#define CAF_SUITE transcript

#include "parley/domain/transcript.hpp"

#include <fstream>
#include <set>

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "domain/round_trip.hpp"
#include "parley/base/digest.hpp"
#include "parley/domain/creation.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/records.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;
using expect::parsed;

namespace {

const base::limits limits;

/// One message through import and export, its record on the way.
json through(const json& chat_message) {
  const auto in =
      read_chat_line({{"conversation_id", "c"}, {"messages", json::array({chat_message})}}, limits);
  CAF_REQUIRE(in.has_value());
  const auto stored = read_message(write_message(in->messages[0]), limits);
  CAF_REQUIRE(stored.has_value());
  CAF_CHECK(*stored == in->messages[0]);
  return write_chat_line("c", {*stored}).at("messages")[0];
}

}  // namespace

CAF_TEST(every form comes back as it was) {
  for (
      const auto* text : {
          R"({"role":"user","content":"hi"})",
          R"({"role":"user","content":""})",
          R"({"role":"assistant","content":null})",
          R"({"role":"assistant"})",
          R"({"role":"assistant","content":null,"tool_calls":null})",
          R"({"role":"assistant","content":null,"tool_calls":[]})",
          R"({"role":"assistant","content":"x","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]})",
          R"({"role":"assistant","tool_calls":[{"id":"a","index":0,"function":{"name":"f","arguments":"{}","x":1}}]})",
          R"({"role":"tool","tool_call_id":"a","name":"f","content":"1"})",
          R"({"role":"tool","tool_call_id":"","name":null,"content":"1"})",
          R"({"role":"user","content":"hi","weight":1.0,"tags":["a"]})",
          R"({"role":"user","content":"hi","message_id":"mine","timestamp":"2026-01-02T03:04:05Z"})",
          R"({"role":"user","content":"hi","timestamp":"yesterday"})",
          R"({"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{}}]})",
          R"({"role":"developer","content":"be kind"})",
          R"({"role":"function","name":"f","content":"1"})",
          R"({"role":"agent_writer","content":"x"})",
      }) {
    CAF_MESSAGE(text);
    CAF_CHECK_EQUAL(canonical(through(parsed(text))), canonical(parsed(text)));
  }
}

CAF_TEST(only what differs keeps its original) {
  const auto read = read_chat_line(parsed(R"({"conversation_id":"c","messages":[
          {"role":"user","content":"plain"},{"role":"user","content":"x","weight":1},
          {"role":"developer","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
          {"role":"user","message_id":"mine","timestamp":"2026-01-02T03:04:05Z"}]})"),
                                   limits);
  CAF_REQUIRE(read.has_value());
  const auto& m = read->messages;
  CAF_CHECK(m[0].item.empty());
  CAF_CHECK(!m[1].item.empty());
  CAF_CHECK_EQUAL(m[0].message_id, "c:1");
  CAF_CHECK_EQUAL(m[1].message_id, "c:2");
  CAF_CHECK_EQUAL(m[2].role, "system");
  CAF_CHECK(m[2].content == "ab");
  CAF_CHECK_EQUAL(m[3].message_id, "mine");
  CAF_CHECK_EQUAL(base::format_time(m[3].timestamp), "2026-01-02T03:04:05.000000Z");
  CAF_CHECK(!m[3].content);
  for (const auto& each : m) CAF_CHECK(each.body_digest == body_digest(each));
}

CAF_TEST(the conversation) {
  const auto read = read_chat_line(
      parsed(R"({"conversation_id":"c-1","messages":[],"source":"desk 4","score":0.5})"), limits);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(read->session.session_id == "c-1");
  CAF_CHECK(read->session.type == session_type::user_to_agent);
  CAF_CHECK(read->session.participants == implied_participants());
  CAF_CHECK_EQUAL(read->session.metadata.dump(), R"({"import":{"score":0.5,"source":"desk 4"}})");
  CAF_CHECK(read->messages.empty());
}

CAF_TEST(refused conversations) {
  const struct {
    const char* text;
    const char* expected;
  } table[] = {
      {"[]", "invalid_argument"},
      {R"({"messages":[]})", "invalid_argument conversation_id"},
      {R"({"conversation_id":"a/b","messages":[]})", "invalid_argument conversation_id"},
      {R"({"conversation_id":"c"})", "invalid_argument messages"},
      {R"({"conversation_id":"c","messages":{}})", "invalid_argument messages"},
      {R"({"conversation_id":"c","messages":[1]})", "invalid_argument messages[0]"},
      {R"({"conversation_id":"c","messages":[{"role":"user"},{"content":"x"}]})",
       "invalid_argument messages[1].role"},
      {R"({"conversation_id":"c","messages":[{"role":"king"}]})",
       "invalid_argument messages[0].role"},
      {R"({"conversation_id":"c","messages":[{"role":"user","content":1}]})",
       "invalid_argument messages[0].content"},
      {R"({"conversation_id":"c","messages":[{"role":"user","content":["x"]}]})",
       "invalid_argument messages[0].content"},
      {R"({"conversation_id":"c","messages":[{"role":"user","message_id":"7"}]})",
       "invalid_argument messages[0].message_id"},
      {R"({"conversation_id":"c","messages":[{"role":"assistant","tool_calls":[{"id":"a"}]}]})",
       "invalid_argument messages[0].tool_calls[0].function"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.text);
    CAF_CHECK_EQUAL(outcome(read_chat_line(parsed(row.text), limits)), row.expected);
  }
  base::limits small;
  small.message_bytes = 50;
  const json heavy = {{"role", "user"}, {"content", "x"}, {"note", std::string(50, 'x')}};
  const json line = {{"conversation_id", "c"}, {"messages", json::array({heavy})}};
  CAF_CHECK_EQUAL(outcome(read_chat_line(line, small)), "too_large messages[0]");
}

CAF_TEST(kinds of lines) {
  const std::pair<const char*, line_kind> table[] = {
      {R"({"kind":"header"})", line_kind::header},
      {R"({"kind":"session"})", line_kind::session},
      {R"({"kind":"message"})", line_kind::message},
      {R"({"kind":"summary"})", line_kind::summary},
      {R"({"kind":"end"})", line_kind::end},
      {R"({"conversation_id":"c","messages":[]})", line_kind::chat},
      {R"({"kind":"support","conversation_id":"c","messages":[]})", line_kind::chat},
      {R"({"session_id":"s","history":[]})", line_kind::session_file},
      {R"({"session_id":"s","history":[],"session_type":"user_to_mc"})", line_kind::unknown},
      {R"({"kind":"other"})", line_kind::unknown},
      {R"({"kind":1})", line_kind::unknown},
      {R"({})", line_kind::unknown},
      {R"([])", line_kind::unknown},
  };
  for (const auto& [text, kind] : table) {
    CAF_MESSAGE(text);
    CAF_CHECK(kind_of_line(parsed(text)) == kind);
  }
}

CAF_TEST(the sample of the examples) {
  std::ifstream in{PARLEY_SOURCE_DIR "/examples/transcripts/support.jsonl"};
  const auto seen = expect::round_trip(in);
  CAF_CHECK_EQUAL(seen.changed, "");
  CAF_CHECK(seen.conversations >= 3);
  CAF_CHECK(seen.messages >= 20);
}

CAF_TEST(the team of the examples) {
  std::ifstream in{PARLEY_SOURCE_DIR "/examples/transcripts/team.jsonl"};
  base::sha256 bytes;
  std::string text;
  int messages = 0;
  std::set<std::string> senders;
  while (std::getline(in, text)) {
    const auto line = parse_json(text);
    CAF_REQUIRE(line.has_value());
    json again;
    switch (kind_of_line(*line)) {
      case line_kind::header:
        CAF_CHECK_EQUAL(line->at("format_version"), record_format_version);
        break;
      case line_kind::session: {
        const auto s = read_session(*line, limits);
        if (!s) CAF_FAIL(to_string(s.error()));
        again = write_session(*s);
        break;
      }
      case line_kind::message: {
        const auto m = read_message(*line, limits);
        if (!m) CAF_FAIL(to_string(m.error()));
        CAF_CHECK_EQUAL(m->seq, ++messages);
        senders.insert(m->sender_id.value_or(""));
        again = write_message(*m);
        break;
      }
      case line_kind::end:
        CAF_CHECK_EQUAL(line->at("messages"), messages);
        CAF_CHECK_EQUAL(line->at("sha256"), bytes.hex());
        CAF_CHECK_EQUAL(senders.size(), 5u);  // four, and tools, which have none
        return;
      default:
        CAF_FAIL("no line of an export: " << text);
    }
    if (!again.is_null()) {
      again["kind"] = line->at("kind");
      CAF_CHECK_EQUAL(canonical(again), text);
    }
    bytes.update(text + '\n');
  }
  CAF_FAIL("the export does not end");
}
