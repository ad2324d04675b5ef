#define CAF_SUITE event
#include "parley/domain/event.hpp"

#include "caf/test/unit_test.hpp"
#include "parley/domain/encode.hpp"

using namespace parley;
using namespace parley::domain;

namespace {

const base::timestamp moment = base::parse_time("2026-01-02T03:04:05.678901Z").value();

json written(const event& e, std::int64_t cursor) {
  return parse_json(write_event(e, cursor)).value();
}

}  // namespace

CAF_TEST(a message as it is shown) {
  message m;
  m.seq = 7;
  m.message_id = "m7";
  m.role = "user";
  m.content = "a \"quote\"\nand a line \xE2\x80\xA8 more";
  m.received_at = moment;
  const auto e = message_event("s:1", m);
  CAF_CHECK_EQUAL(e.seq, 7);
  const auto shown = written(e, 7);
  CAF_CHECK(shown == (json{{"type", "message_appended"},
                           {"session_id", "s:1"},
                           {"cursor", 7},
                           {"at", "2026-01-02T03:04:05.678901Z"},
                           {"data", encode(m)}}));
  // A line of a stream ends where JSON has an escape.
  CAF_CHECK(write_event(e, 7).find('\n') == std::string::npos);
}

CAF_TEST(each type has its data) {
  turn row;
  row.turn_id = "t";
  row.question.message_id = "q";
  row.question.seq = 3;
  row.state = turn_state::cancelled;
  row.reason = "enough";
  summary made;
  made.summary_id = "u";
  made.round = 6;
  made.to_seq = 9;
  made.text = "long";
  session record;
  record.session_id = "s";
  record.revision = 4;
  record.status = session_status::closed;
  participant who;
  who.id = "ann";
  const struct {
    event made;
    json data;
  } cases[] = {
      {draft_started_event("s", row, moment), {{"turn_id", "t"}, {"message_id", "q"}, {"seq", 3}}},
      {chunk_event("s", "t", {"ab\xC3\xA4\n", {1, 2, 5}}, 2, moment),
       {{"turn_id", "t"}, {"index", 2}, {"text", "\xC3\xA4\n"}}},
      {draft_ended_event("s", row, moment),
       {{"turn_id", "t"}, {"state", "cancelled"}, {"reason", "enough"}}},
      {erased_event("s", 5, moment), {{"seq", 5}}},
      {summary_event("s", made, moment),
       {{"summary_id", "u"}, {"round", 6}, {"from_seq", 1}, {"to_seq", 9}, {"is_meta", false}}},
      {participant_event(event_type::participant_left, "s", who, moment),
       {{"participant", encode(who)}}},
      {session_event(event_type::session_closed, record, "over", moment),
       {{"status", "closed"}, {"revision", 4}, {"reason", "over"}}},
      {child_event("p", record, moment),
       {{"child_session_id", "s"}, {"session_type", "user_to_agent"}}},
      {gap_event("s", 3, moment), {{"dropped", 3}}},
      {gap_event("s", std::nullopt, moment), {{"dropped", nullptr}}},
      {heartbeat_event("s", moment), json::object()},
  };
  for (const auto& [e, data] : cases) {
    CAF_MESSAGE(std::string(to_string(e.type)));
    const auto shown = written(e, 12);
    CAF_CHECK(shown["data"] == data);
    CAF_CHECK_EQUAL(shown["cursor"].get<int>(), 12);
    CAF_CHECK_EQUAL(shown["type"].get<std::string>(), std::string(to_string(e.type)));
  }
}
