#include <algorithm>
#include <utility>

#include "actors/session.hpp"
#include "actors/session_again.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

// A draft's durable copy is never further behind than this.
constexpr std::int64_t unsaved_bytes_max = 65536;
constexpr std::chrono::seconds unsaved_age_max{1};

/// Less is no setting of the wall clock.
constexpr std::chrono::milliseconds set_least{500};

}  // namespace

void session_state::adopt(std::vector<domain::turn> open, std::int64_t next_ordinal) {
  turns.load(std::move(open), next_ordinal);
  // Who finds a turn running that it did not start goes on with it only when this process put it to
  // rest with all of its draft; after a crash some of it is lost.
  const auto* running = turns.running();
  // Seen again, it may have ended in a commit of which nobody knew.
  const bool first = !std::exchange(adopted, true);
  if (first || orphaned) orphaned = running && running->parked_by != env->process;
  if (turns.unsaved() == 0) unsaved_since.reset();
  // The clock may have been set since the row was written.
  turns.follow(std::chrono::microseconds{0}, env->clock->now(), env->lease);
}

void session_state::follow_clock() {
  const auto now = env->clock->now();
  const auto offset = now.time_since_epoch() - env->clock->monotonic();
  const auto by = std::chrono::duration_cast<std::chrono::microseconds>(
      offset - std::exchange(clock_offset, offset).value_or(offset));
  // Both clocks are not read at the same time.
  if (by < set_least && by > -set_least) return;
  turns.follow(by, now, env->lease);
  if (unsaved_since) *unsaved_since += by;
  if (chores_after != base::timestamp{}) chores_after += by;
}

domain::turn_step session_state::due_chore(base::timestamp now) {
  if (orphaned) return turns.fail_running("the process that ran it ended", now);
  if (!unstartable.empty())
    if (auto cancelled =
            turns.end(unstartable,
                      {domain::turn_state::cancelled, {}, {}, "its message id is taken"}, now))
      return std::move(*cancelled);
  if (auto step = turns.expire(now); !step.empty()) return step;
  if (auto step = turns.start(now, now + env->lease); !step.empty()) return step;
  const auto* running = turns.running();
  if (!running) return {};
  // What waits may add to the draft: it is put away last.
  if (passivation && !queue.empty()) return {};
  if (passivation)
    return running->parked_by == env->process && turns.unsaved() == 0 ? domain::turn_step{}
                                                                      : turns.park(env->process);
  const bool late = unsaved_since && now - *unsaved_since >= unsaved_age_max;
  if (!running->parked_by.empty() || late || turns.unsaved() >= unsaved_bytes_max)
    return turns.save();
  return {};
}

bool session_state::start_chore() {
  if (at != phase::live || turns.open().empty() || is_being_erased()) return false;
  const auto now = env->clock->now();
  if (now < chores_after) return false;
  auto wanted = due_chore(now);
  if (wanted.empty()) return false;
  const auto turn_id = wanted.rows.front().turn_id;
  in_flight.emplace_back(chore{caller{ref.tenant, {}, {}, {}}, {}});
  return step(std::move(wanted), turn_id, caller{ref.tenant, {}, {}, {}});
}

bool session_state::step_committed(commit_reply& answer, std::size_t part) {
  auto done = std::move(*stepping);
  stepping.reset();
  head = answer.outcome.head;
  record.turn_count = answer.outcome.turn_count;
  record.round = answer.outcome.round;
  auto& stored = answer.outcome.parts[part];
  const auto* ran = turns.running();
  const auto running_before = ran ? ran->turn_id : std::string{};
  const auto fresh =
      stored.refused ? 0 : take_over(answer.sent.parts[part].entries, stored.entries);
  if (stored.refused || (fresh == 0 && !done.entries.empty())) return false;
  env->counters->messages_appended.fetch_add(fresh, std::memory_order_relaxed);
  for (auto& row : done.rows)
    for (std::size_t k = 0; k < done.entries.size(); ++k)
      if (done.entries[k].message_id == row.question.message_id)
        row.question.seq = stored.entries[k].seq;
  turns.committed(done);
  tell_step(done, running_before);
  orphaned = orphaned && turns.running();
  unsaved_since = turns.unsaved() > 0 ? std::optional{env->clock->now()} : std::nullopt;
  return true;
}

void session_state::turn_committed(commit_reply& answer, waiting& request) {
  const auto starts = stepping->rows.size() == 1 && !stepping->entries.empty() &&
                      stepping->rows.front().state == domain::turn_state::running;
  const auto row = *std::find_if(stepping->rows.begin(), stepping->rows.end(),
                                 [&](const domain::turn& t) { return t.turn_id == acting_on; });
  auto* turn = std::get_if<waiting_turn>(&request);
  if (turn && answer.outcome.parts[0].replay) {
    stepping.reset();
    return answer_again(*turn->command.once, std::move(turn->to), again_begun);
  }
  auto told = turn && row.ended() ? ended_view(answer, row) : domain::turn_view{};
  const bool written = step_committed(answer, 0);
  unstartable.clear();
  if (!turn) {
    if (!written && starts) unstartable = row.turn_id;
    if (!written) chores_after = starts ? base::timestamp{} : env->clock->now() + unsaved_age_max;
    return;
  }
  if (!written) {
    const auto& refused = answer.outcome.parts[0].refused;
    return turn->to.fail(refused ? *refused
                                 : base::status{errc::conflict, "", "Its message ids are taken."});
  }
  if (const auto* open = turns.find(acting_on)) return turn->to.deliver({turns.view(*open), false});
  turn->to.deliver({std::move(told), false});
}

domain::turn_view session_state::ended_view(const commit_reply& answer,
                                            const domain::turn& row) const {
  domain::turn_view v{row, std::nullopt, std::nullopt, std::nullopt};
  if (const auto* open = turns.find(row.turn_id)) v.question = open->question;
  // From what was written: the tail may be too short for it.
  const auto& written = answer.sent.parts[0].entries;
  const auto& stored = answer.outcome.parts[0].entries;
  for (std::size_t k = 0; k < stored.size(); ++k) {
    const auto& id = written[k].message_id;
    if (id != row.question.message_id && id != row.answer_id) continue;
    auto& shown = id == row.answer_id ? v.answer : v.question;
    shown = written[k];
    shown->seq = stored[k].seq;
  }
  return v;
}

void session_state::ask_to_be_woken() {
  if (turns.open().empty() && until_settled.empty() && wake_at.count() != 0) {
    // What it was to be woken for is over.
    wake_at = std::chrono::microseconds{0};
    self->send(peers.supervisor, wake_atom_v, ref, never);
  }
  // Also on the way to rest: its supervisor wakes it then.
  if (at != phase::live || !in_flight.empty()) return;
  const auto now = env->clock->now();
  auto in = std::chrono::microseconds::max();
  if (!turns.open().empty()) {
    auto due = chores_after > now ? chores_after : base::timestamp::max();
    if (const auto* running = turns.running()) due = std::min(due, running->lease_until);
    if (unsaved_since) due = std::min(due, *unsaved_since + unsaved_age_max);
    if (due != base::timestamp::max())
      in = std::max(std::chrono::microseconds{0}, std::max(due, chores_after) - now);
  }
  if (const auto give_up = next_give_up(); give_up != std::chrono::microseconds::max())
    in = std::clamp(give_up - env->clock->monotonic(), std::chrono::microseconds{0}, in);
  if (in == std::chrono::microseconds::max()) return;
  const auto at_us = env->clock->monotonic() + in;
  if (wake_at.count() != 0 && wake_at <= at_us) return;
  wake_at = at_us;
  self->send(peers.supervisor, wake_atom_v, ref, in);
}

}  // namespace parley::actors
