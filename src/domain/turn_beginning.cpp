#include "parley/domain/turn_beginning.hpp"

#include "domain/object_reader.hpp"
#include "parley/domain/json.hpp"

namespace parley::domain {

turn_beginning beginning_of(const turn_view& begun, bool known) {
  return {begun.turn.turn_id,
          begun.turn.state,
          begun.position,
          begun.turn.lease_until,
          begun.question ? begun.question->received_at : base::timestamp{},
          known};
}

turn_view as_begun(const turn_beginning& then, turn_view now) {
  now.turn.state = then.state;
  now.turn.lease_until = then.lease_until;
  now.turn.draft = {};
  now.position = then.position;
  if (!now.turn.ended()) {
    now.turn.reason.clear();
    now.answer.reset();
  }
  if (now.question) {
    now.question->received_at = then.received_at;
    if (then.state == turn_state::queued) now.question->seq = 0;
  }
  return now;
}

std::string write_beginning(const turn_beginning& b) {
  json out = {{"turn_id", b.turn_id}, {"state", to_string(b.state)}};
  if (b.position) out["position"] = *b.position;
  if (b.lease_until != base::timestamp{}) out["lease_until"] = base::format_time(b.lease_until);
  out["received_at"] = base::format_time(b.received_at);
  if (b.known) out["known"] = true;
  return canonical(out);
}

base::result<turn_beginning> read_beginning(std::string_view text, const base::limits& limits) {
  const auto value = parse_json(text, limits.json_depth);
  if (!value) return base::fail(value.error());
  object_reader in{*value, "", limits, unknown_fields::keep};
  turn_beginning b;
  b.turn_id = in.text("turn_id", id_rule);
  b.state = in.name("state", parse_turn_state, "queued, running, complete, cancelled, failed");
  b.position = in.integer("position", 0);
  b.lease_until = in.time("lease_until").value_or(base::timestamp{});
  b.received_at = in.time("received_at").value_or(base::timestamp{});
  if (const auto* known = in.find("known")) b.known = known->is_boolean() && known->get<bool>();
  json extra = json::object();
  if (auto done = in.end(&extra); !done) return base::fail(std::move(done.error()));
  return b;
}

}  // namespace parley::domain
