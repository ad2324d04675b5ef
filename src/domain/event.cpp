#include "parley/domain/event.hpp"

#include <array>

#include "parley/domain/encode.hpp"
#include "parley/domain/event_text.hpp"

namespace parley::domain {

namespace {

constexpr std::array<std::string_view, 15> names{
    "message_appended", "draft_started",      "chunk",            "draft_ended",
    "message_erased",   "summary_ready",      "participant_joined", "participant_left",
    "session_created",  "session_closed",     "session_reopened", "session_archived",
    "child_spawned",    "gap",                "heartbeat"};

event made(event_type type, const std::string& session_id, base::timestamp at, const json& data) {
  event e;
  e.type = type;
  e.session_id = session_id;
  e.at = at;
  e.data = canonical(data);
  return e;
}

event of_turn(event e, const std::string& turn_id) {
  e.turn_id = turn_id;
  return e;
}

}  // namespace

std::string_view to_string(event_type t) { return names.at(static_cast<std::size_t>(t)); }

std::size_t event::bytes() const {
  return sizeof(event) + session_id.size() + data.size() + turn_id.size() + text.size();
}

std::string write_event(const event& e, std::int64_t cursor) {
  return write_event(e, std::to_string(cursor));
}

std::string write_event(const event& e, std::string_view cursor) {
  // Ids and times need no escapes, and `data` is JSON already.
  std::string out;
  out.reserve(e.data.size() + e.session_id.size() + 128);
  out += R"({"type":")";
  out += to_string(e.type);
  out += R"(","session_id":)";
  if (e.session_id.empty())
    out += "null";
  else
    out.append(1, '"').append(e.session_id).append(1, '"');
  out += R"(,"cursor":)";
  out += cursor;
  out += R"(,"at":")";
  out += base::format_time(e.at);
  out += R"(","data":)";
  out += e.data;
  out += '}';
  return out;
}

event message_event(const std::string& session_id, const message& m) {
  auto e = made(event_type::message_appended, session_id, m.received_at, encode(m));
  e.seq = m.seq;
  return e;
}

event draft_started_event(const std::string& session_id, const turn& row, base::timestamp at) {
  const json data{{"turn_id", row.turn_id},
                  {"message_id", row.question.message_id},
                  {"seq", row.question.seq}};
  return of_turn(made(event_type::draft_started, session_id, at, data), row.turn_id);
}

event chunk_event(const std::string& session_id, const std::string& turn_id, const draft& said,
                  std::int64_t index, base::timestamp at) {
  const auto& [whole, ends] = said;
  const auto begin = index == 0 ? 0 : ends.at(static_cast<std::size_t>(index) - 1);
  const auto end = ends.at(static_cast<std::size_t>(index));
  auto text = whole.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  const json data{{"turn_id", turn_id}, {"index", index}, {"text", text}};
  auto e = of_turn(made(event_type::chunk, session_id, at, data), turn_id);
  e.index = index;
  e.text = std::move(text);
  return e;
}

event draft_ended_event(const std::string& session_id, const turn& row, base::timestamp at) {
  const json data{{"turn_id", row.turn_id},
                  {"state", std::string(to_string(row.state))},
                  {"reason", row.reason}};
  return of_turn(made(event_type::draft_ended, session_id, at, data), row.turn_id);
}

event erased_event(const std::string& session_id, std::int64_t seq, base::timestamp at) {
  auto e = made(event_type::message_erased, session_id, at, {{"seq", seq}});
  e.seq = seq;
  return e;
}

event summary_event(const std::string& session_id, const summary& s, base::timestamp at) {
  return made(event_type::summary_ready, session_id, at,
              {{"summary_id", s.summary_id},
               {"round", s.round},
               {"from_seq", s.from_seq},
               {"to_seq", s.to_seq},
               {"is_meta", s.is_meta}});
}

event participant_event(event_type type, const std::string& session_id, const participant& who,
                        base::timestamp at) {
  return made(type, session_id, at, {{"participant", encode(who)}});
}

event session_event(event_type type, const session& record, const std::string& reason,
                    base::timestamp at) {
  return made(type, record.session_id, at,
              {{"status", std::string(to_string(record.status))},
               {"revision", record.revision},
               {"reason", reason}});
}

event child_event(const std::string& session_id, const session& child, base::timestamp at) {
  return made(event_type::child_spawned, session_id, at,
              {{"child_session_id", child.session_id},
               {"session_type", std::string(to_string(child.type))}});
}

event gap_event(const std::string& session_id, std::optional<std::uint64_t> dropped,
                base::timestamp at) {
  return made(event_type::gap, session_id, at,
              {{"dropped", dropped ? json(*dropped) : json(nullptr)}});
}

event heartbeat_event(const std::string& session_id, base::timestamp at) {
  return made(event_type::heartbeat, session_id, at, json::object());
}

}  // namespace parley::domain
