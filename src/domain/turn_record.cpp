#include "domain/object_reader.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/records.hpp"
#include "parley/domain/turn.hpp"

namespace parley::domain {

namespace {

json time_or_null(base::timestamp t) {
  return t == base::timestamp{} ? json(nullptr) : json(base::format_time(t));
}

message read_question(object_reader& in, const base::limits& limits) {
  message q;
  if (const auto* whole = in.find("question"))
    q = in.take(read_message(*whole, limits));
  q.message_id = in.text("question_id", message_id_rule);
  return q;
}

}  // namespace

bool has_question(const turn& t) { return !t.question.role.empty(); }

turn row_of(turn t) {
  if (t.state == turn_state::queued || (t.ended() && has_question(t))) return t;
  message kept;
  kept.seq = t.question.seq;
  kept.message_id = std::move(t.question.message_id);
  t.question = std::move(kept);
  return t;
}

const std::optional<std::string>& asker_of(const turn& row) {
  static const std::optional<std::string> nobody;
  return has_question(row) ? row.question.sender_id : nobody;
}

void forget_question(turn& row) {
  if (row.state == turn_state::queued) {
    row.state = turn_state::cancelled;
    row.reason = "erased";
  }
  message kept;
  kept.message_id = std::move(row.question.message_id);
  row.question = std::move(kept);
}

std::string write_turn(const turn& t) {
  json out = {{"turn_id", t.turn_id},
              {"ordinal", t.ordinal},
              {"state", to_string(t.state)},
              {"question_id", t.question.message_id},
              {"answer_id", t.answer_id},
              {"lease_until", time_or_null(t.lease_until)},
              {"touched_at", time_or_null(t.touched_at)},
              {"reason", t.reason},
              {"parked_by", t.parked_by}};
  if (has_question(t)) out["question"] = write_message(t.question);
  if (!t.draft.ends.empty()) out["ends"] = t.draft.ends;
  return canonical(out);
}

base::result<turn> read_turn(std::string_view record, std::string draft_text,
                             const base::limits& limits) {
  const auto value = parse_json(record, limits.json_depth);
  if (!value) return base::fail(value.error());
  object_reader in{*value, "", limits, unknown_fields::keep};
  turn t;
  t.turn_id = in.text("turn_id", id_rule);
  t.ordinal = in.integer("ordinal", 1).value_or(0);
  t.state = in.name("state", parse_turn_state, "queued, running, complete, cancelled, failed");
  t.question = read_question(in, limits);
  t.answer_id = in.text("answer_id", message_id_rule);
  t.lease_until = in.time("lease_until").value_or(base::timestamp{});
  t.touched_at = in.time("touched_at").value_or(base::timestamp{});
  t.reason = in.optional_text("reason", any_rule).value_or("");
  t.parked_by = in.optional_text("parked_by", any_rule).value_or("");
  if (const auto* ends = in.list("ends"))
    for (const auto& end : *ends)
      if (end.is_number_integer()) t.draft.ends.push_back(end.get<std::int64_t>());
  json extra = json::object();
  if (auto done = in.end(&extra); !done) return base::fail(std::move(done.error()));
  t.draft.text = std::move(draft_text);
  return t;
}

json encode(const turn_view& v) {
  json out = {{"turn_id", v.turn.turn_id},
              {"state", to_string(v.turn.state)},
              {"position", v.position ? json(*v.position) : json(nullptr)},
              {"lease_until", time_or_null(v.turn.lease_until)},
              {"message", nullptr},
              {"draft", nullptr},
              {"seq", v.answer ? json(v.answer->seq) : json(nullptr)}};
  if (v.question) {
    out["message"] = encode(*v.question);
    if (v.question->seq == 0) out["message"]["seq"] = nullptr;
  }
  if (v.turn.state == turn_state::running)
    out["draft"] = {{"chunks", v.turn.draft.chunks()}, {"text", v.turn.draft.text}};
  if (!v.turn.reason.empty()) out["reason"] = v.turn.reason;
  return out;
}

}  // namespace parley::domain
