#include "actors/session.hpp"
#include "parley/base/utf8.hpp"
#include "parley/storage/tiered.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

std::int64_t length(const std::string& text) {
  return static_cast<std::int64_t>(base::code_points(text));
}

}  // namespace

// Whether a summary is due is decided here, since the session knows first what was written. It is made
// elsewhere while the session goes on, and taken over like any other write.

bool session_state::keeps_summaries() const {
  // One that is read in the archive does not come back for a summary.
  return env->summaries.automatic && at == phase::live && !is_being_erased() &&
         !storage::is_archived(key);
}

void session_state::sense_summaries() {
  if (!keeps_summaries()) return;
  // With so few there is nothing to summarize, and nobody has to be asked.
  if (head.last_seq <= env->summaries.rules.keep_recent) return;
  sense_again = sensing;
  if (sensing) return;
  sensing = true;
  while_sensing.clear();
  self->request(peers.reader, caf::infinite, need_atom_v, caller{ref.tenant, {}, {}, {}}, ref)
      // The session may have been packed meanwhile: it is another object then.
      .then([&held = cell](const summary_need& need) { held.awake().sensed(need); },
            [&held = cell](const caf::error&) { held.awake().not_sensed(); });
}

void session_state::not_sensed() {
  sensing = sense_again = false;
  // What comes next asks again.
  summaries.known = false;
}

void session_state::sensed(const summary_need& need) {
  sensing = false;
  if (at != phase::live) return;
  if (std::exchange(sense_again, false)) return sense_summaries();
  const auto asked_round = summaries.asked_round;
  summaries = {};
  summaries.known = true;
  summaries.round = need.latest_round;
  summaries.to_seq = need.latest_to_seq;
  summaries.own_characters = need.latest_characters;
  summaries.stale_to = need.stale_to;
  summaries.counted_upto = need.last_seq;
  summaries.characters = need.characters;
  summaries.asked_round = std::max(asked_round, need.latest_round);
  for (const auto& [seq, characters] : std::exchange(while_sensing, {}))
    if (seq > need.last_seq) summaries.characters += characters;
  consider_summary();
}

void session_state::count_characters(const domain::message& entry) {
  if (!env->summaries.automatic || !entry.content) return;
  const auto characters = length(*entry.content);
  if (sensing) while_sensing.emplace_back(entry.seq, characters);
  if (summaries.known && entry.seq > summaries.counted_upto) summaries.characters += characters;
}

void session_state::consider_summary() {
  if (!keeps_summaries()) return;
  if (!summaries.known) return sense_summaries();
  const auto& rules = env->summaries.rules;
  const auto before = std::max(summaries.round, summaries.asked_round);
  const auto due = context::last_due(before, record.round, rules.rounds);
  const auto prompt = record.system_prompt ? length(*record.system_prompt) : 0;
  const auto characters = prompt + summaries.own_characters + summaries.characters;
  summarize_command command;
  if (summaries.stale_to > summaries.to_seq)
    command.reason = domain::because_stale;
  else if (due > 0)
    command.reason = domain::because_of_round;
  else if (context::trigger_estimate(characters) > rules.max_tokens &&
           characters > summaries.asked_characters + summaries.asked_characters / 4)
    command.reason = domain::because_of_length;
  else
    return;
  command.round = due > 0 ? due : record.round;
  // Whoever makes it tries again by itself: what was asked for once is not asked for again.
  summaries.asked_round = record.round;
  summaries.asked_characters = characters;
  summaries.stale_to = 0;
  self->request(peers.supervisor, caf::infinite, summarize_atom_v,
                caller{ref.tenant, "session", "", {}}, ref, std::move(command))
      .then([](const summarize_reply&) {},
            // No summarizer, or too many wait: what comes next finds it due again.
            [&held = cell](const caf::error&) { held.awake().summaries.known = false; });
}

bool session_state::start_summary(waiting_summary& request) {
  if (at == phase::absent || is_being_erased()) {
    request.to.fail(why_absent());
    return false;
  }
  storage::submission what;
  what.summary = request.command.order;
  submit(std::move(what), request.who);
  return true;
}

void session_state::summarized(commit_reply& answer, waiting_summary& request) {
  auto& made = answer.sent.summary->made;
  // Whoever does not know what it covers leaves the counting to the store.
  if (request.command.characters < 0) summaries.known = false;
  if (summaries.known) {
    summaries.round = std::max(summaries.round, made.round);
    summaries.to_seq = made.to_seq;
    summaries.own_characters = length(made.text);
    summaries.characters = std::max<std::int64_t>(
        0, summaries.characters - request.command.characters);
    summaries.asked_characters = 0;
  }
  if (followed()) tell({domain::summary_event(ref.id, made, env->clock->now())});
  request.to.deliver(std::move(made));
  consider_summary();
}

}  // namespace parley::actors
