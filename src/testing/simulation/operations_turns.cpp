#include <algorithm>

#include "testing/simulation/workload.hpp"

namespace parley::testing::simulation {

using namespace protocol;
using domain::turn_state;

namespace {

domain::message plain(const std::string& role, const std::string& text, const std::string& id,
                      const std::string& sender = {}) {
  domain::message m;
  m.message_id = id;
  m.role = role;
  m.content = text;
  if (!sender.empty()) m.sender_id = sender;
  m.body_digest = domain::body_digest(m);
  return m;
}

}  // namespace

void workload::turn_begin(client& by) {
  auto& at = some_place();
  asked turn;
  turn.text = new_text();
  if (chance_.chance(60)) turn.question_id = "q-" + turn.text;
  if (chance_.chance(30)) turn.key = "turn-" + turn.text;
  const auto mode = static_cast<domain::when_busy>(std::max<std::int64_t>(
      0, static_cast<std::int64_t>(chance_.below(5)) - 2));
  turn.enqueue = mode == domain::when_busy::enqueue;
  at.ledger.say(turn.text, turn.question_id).sender = some_person();
  at.ledger.turns.push_back(std::move(turn));
  send_begin(by, at, at.ledger.turns.size() - 1, mode);
}

void workload::turn_record(client& by) {
  auto& at = some_place();
  asked turn;
  turn.text = new_text();
  turn.question_id = chance_.chance(60) ? "q-" + turn.text : "";
  if (chance_.chance(30)) turn.key = "turn-" + turn.text;
  turn.whole = true;
  turn.answer = "whole-" + turn.text;
  at.ledger.say(turn.text, turn.question_id).sender = some_person();
  at.ledger.turns.push_back(std::move(turn));
  send_begin(by, at, at.ledger.turns.size() - 1, domain::when_busy::enqueue);
}

void workload::turn_repeat(client& by) {
  auto& at = some_place();
  std::vector<std::size_t> named;
  for (std::size_t i = 0; i < at.ledger.turns.size(); ++i)
    if (const auto& turn = at.ledger.turns[i]; !turn.question_id.empty() || !turn.key.empty())
      named.push_back(i);
  if (named.empty()) return turn_begin(by);
  const auto newest = std::min<std::size_t>(named.size(), 4);
  const auto turn = named[named.size() - 1 - chance_.below(newest)];
  send_begin(by, at, turn,
             at.ledger.turns[turn].enqueue ? domain::when_busy::enqueue : domain::when_busy::reject);
}

void workload::send_begin(client& by, place& at, std::size_t number, domain::when_busy mode) {
  const auto& turn = at.ledger.turns[number];
  const auto text = turn.text;
  const auto& sender = at.ledger.all_said().at(text).sender;
  protocol::begin_turn what{plain("user", text, turn.question_id, sender), {}, mode};
  if (turn.whole)
    what.answer = plain("assistant", turn.answer,
                        turn.question_id.empty() ? "" : "answer-" + turn.text);
  turn_command command{std::move(what), {}};
  if (!turn.key.empty())
    command.once = storage::idempotency{turn.key, "POST " + at.ref.id + "/turns", {}};
  at.ledger.begin({text});
  const auto begun = events_.step;
  send<turn_reply>(
      by, (turn.whole ? "turn_record " : "turn_begin ") + text + " in " + at.ledger.name(),
      [this, &at, number, text, begun](base::result<turn_reply> answer) {
        if (is_erased(answer, at, {text})) return at.ledger.refused({text});
        switch (judge(answer ? nullptr : &answer.error(), at, begun, wants::session)) {
          case end::refused:
            return at.ledger.refused({text});
          case end::unknown:
            return at.ledger.unknown({text});
          case end::acknowledged:
            break;
        }
        // It is in the queue or in the history; the turn's own checks say which.
        at.ledger.unknown({text});
        at.ledger.is_stored(text);
        auto& turn = at.ledger.turns[number];
        const auto& id = answer->turn.turn.turn_id;
        if (!turn.turn_id.empty() && turn.turn_id != id)
          events_.broken("a question begins one turn", at.ledger.name() + ": '" + text + "' has " +
                                                           turn.turn_id + " and " + id);
        turn.turn_id = id;
        if (answer->known || answer->replayed) return;
        wrote(begun, at);
        if (!at.ledger.status.possible("active", begun, events_.step))
          events_.broken("a closed session takes no messages", at.ledger.name());
      },
      turn_atom_v, who(by, at), at.ref, std::move(command));
}

asked* workload::open_turn(place& at) {
  std::vector<asked*> open;
  for (auto& turn : at.ledger.turns)
    if (!turn.turn_id.empty() && !turn.whole && (!turn.ended || chance_.chance(10)))
      open.push_back(&turn);
  if (open.empty()) return nullptr;
  const auto newest = std::min<std::size_t>(open.size(), 3);
  return open[open.size() - 1 - chance_.below(newest)];
}

void workload::turn_chunk(client& by) {
  auto& at = some_place();
  auto* turn = open_turn(at);
  if (!turn) return turn_begin(by);
  add_chunks what;
  what.turn_id = turn->turn_id;
  what.first = turn->chunks_taken;
  if (chance_.chance(15)) what.first = static_cast<std::int64_t>(
      chance_.below(static_cast<std::uint64_t>(turn->chunks_taken) + 1));
  if (chance_.chance(10)) what.first += 1 + static_cast<std::int64_t>(chance_.below(3));
  const auto n = 1 + static_cast<std::int64_t>(chance_.below(3));
  for (std::int64_t i = 0; i < n; ++i) what.texts.push_back(chunk_text(*turn, what.first + i));
  const auto first = what.first;
  const auto upto = first + n;
  turn->chunks_sent = std::max(turn->chunks_sent, upto);
  for (auto i = first; i < upto; ++i) turn->sent.insert(i);
  const auto begun = events_.step;
  const auto id = what.turn_id;
  send<turn_reply>(
      by, "turn_chunk " + std::to_string(first) + " of " + turn->text,
      [this, &at, id, first, upto, begun](base::result<turn_reply> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, wants::session) != end::acknowledged) return;
        auto& turn = *at.ledger.turn_of(id);
        turn.chunks_taken = std::max(turn.chunks_taken, upto);
        for (std::int64_t i = 0; i < first; ++i)
          if (!turn.sent.contains(i))
            events_.broken("chunks have no gaps", at.ledger.name() + ": " + id);
        if (turn.ended_at < begun)
          events_.broken("a turn ends once", at.ledger.name() + ": chunks for " + id);
      },
      turn_atom_v, who(by, at), at.ref, turn_command{std::move(what)});
}

void workload::turn_end(client& by) {
  auto& at = some_place();
  auto* turn = open_turn(at);
  if (!turn) return turn_begin(by);
  domain::turn_ending how;
  const auto kind = chance_.below(10);
  how.state = kind < 6   ? turn_state::complete
              : kind < 8 ? turn_state::cancelled
                         : turn_state::failed;
  if (how.state == turn_state::complete && chance_.chance(20)) {
    how.content = "final-" + turn->text;
    turn->contents.insert(*how.content);
  }
  const auto begun = events_.step;
  const auto taken = turn->chunks_taken;
  const auto id = turn->turn_id;
  const auto state = how.state;
  send<turn_reply>(
      by, "turn_end " + turn->text + " " + std::string(to_string(state)),
      [this, &at, id, state, taken, begun](base::result<turn_reply> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, wants::session) != end::acknowledged) return;
        auto& turn = *at.ledger.turn_of(id);
        if (answer->turn.turn.state != state || turn.ended.value_or(state) != state)
          events_.broken("a turn ends once", at.ledger.name() + ": " + id);
        turn.ended = state;
        turn.ended_at = std::min(turn.ended_at, events_.step);
        if (answer->known) return;
        wrote(begun, at);
        turn.least_chunks = taken;
      },
      turn_atom_v, who(by, at), at.ref, turn_command{end_turn{id, std::move(how)}});
}

void workload::turn_find(client& by) {
  auto& at = some_place();
  auto* turn = open_turn(at);
  if (!turn) return turn_begin(by);
  const auto begun = events_.step;
  send<domain::turn_view>(
      by, "turn_find " + turn->text,
      [this, &at, begun](base::result<domain::turn_view> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, wants::session) == end::acknowledged)
          at.ledger.shown_turns({*answer}, begun);
      },
      find_turn_atom_v, who(by, at), at.ref, turn->turn_id);
}

void workload::turn_list(client& by) {
  auto& at = some_place();
  const auto begun = events_.step;
  send<turn_page>(
      by, "turn_list " + at.ledger.name(),
      [this, &at, begun](base::result<turn_page> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, wants::session) == end::acknowledged)
          at.ledger.shown_turns(answer->items, begun);
      },
      list_turns_atom_v, who(by, at), at.ref, std::int64_t{0}, std::int64_t{1000});
}

}  // namespace parley::testing::simulation
