#include <algorithm>

#include "testing/simulation/ledger.hpp"

namespace parley::testing::simulation {

using domain::turn_state;

namespace {

std::string joined(const asked& turn, std::int64_t chunks) {
  std::string text;
  for (std::int64_t i = 0; i < chunks; ++i) text += chunk_text(turn, i);
  return text;
}

/// How many chunks make this text; nothing when none do.
std::optional<std::int64_t> chunks_of(const asked& turn, const std::string& text) {
  for (std::int64_t n = 0; n <= turn.chunks_sent; ++n)
    if (joined(turn, n) == text) return n;
  return std::nullopt;
}

/// Whether the row is that of a turn that was recorded whole: its question may be erased.
bool has_answer(const asked& turn, const domain::turn_view& row) {
  return turn.whole && row.answer && row.answer->content == turn.answer;
}

}  // namespace

std::string chunk_text(const asked& turn, std::int64_t index) {
  return turn.text + "." + std::to_string(index) + " ";
}

asked* session_ledger::turn_of(const std::string& turn_id) {
  const auto at = std::find_if(turns.begin(), turns.end(),
                               [&](const asked& t) { return t.turn_id == turn_id; });
  return at == turns.end() ? nullptr : &*at;
}

void session_ledger::shown_turns(const std::vector<domain::turn_view>& items,
                                 std::int64_t asked_at) {
  int running = 0;
  for (const auto& item : items) {
    running += item.turn.state == turn_state::running;
    if (item.question && item.question->content) shown_text(*item.question->content, asked_at);
    const auto* turn = turn_of(item.turn.turn_id);
    if (!turn) continue;
    if (item.question && item.question->status == domain::message_status::erased &&
        !may_be_blank(item.question->seq, &said_.at(turn->text)))
      fails("only what was asked for is erased", "the question of " + turn->turn_id);
    if (turn->ended && item.turn.ended() && item.turn.state != *turn->ended)
      fails("a turn ends once", turn->turn_id);
  }
  if (running > 1) fails("one turn runs", std::to_string(running) + " do");
}

void session_ledger::stored_turn(const domain::turn& row) {
  if (row.state != turn_state::running) return;
  if (auto* turn = turn_of(row.turn_id))
    turn->chunks_durable = std::max(turn->chunks_durable, row.draft.chunks());
}

void session_ledger::check_answer(const domain::turn_view& row, const asked* turn,
                                  const domain::message& answer) {
  const auto content = answer.content.value_or("(null)");
  const auto& id = row.turn.turn_id;
  if (answer.status == domain::message_status::erased) return;
  const auto status = std::string(to_string(answer.status));
  if (status != to_string(row.turn.state))
    fails("an answer has its turn's state", id + " is " + std::string(to_string(row.turn.state)) +
                                                ", its answer " + status);
  if (!turn) {
    if (!content.empty()) fails("only what was sent is there", "answer '" + content + "'");
    return;
  }
  if (turn->whole) {
    if (content != turn->answer) fails("an answer is what was sent", id + " has '" + content + "'");
    return;
  }
  if (turn->contents.contains(content)) return;
  const auto chunks = chunks_of(*turn, content);
  if (!chunks) return fails("an answer is what was streamed", id + " has '" + content + "'");
  if (*chunks < turn->chunks_durable)
    fails("the durable part of a draft stays", id + " has " + std::to_string(*chunks) +
                                                   " chunks of " +
                                                   std::to_string(turn->chunks_durable));
  if (row.turn.state == turn_state::complete && *chunks < turn->least_chunks)
    fails("a completed answer is whole", id + " has " + std::to_string(*chunks) + " chunks of " +
                                             std::to_string(turn->least_chunks));
}

void session_ledger::check_turns(const std::vector<domain::turn_view>& rows,
                                 const domain::session& record,
                                 const std::vector<domain::message>& history) {
  std::int64_t completed = 0, ordinal = 0, started = 0;
  std::set<std::string> answers, found;
  const auto at_seq = [&](std::int64_t seq) -> const domain::message* {
    return seq < 1 || seq > static_cast<std::int64_t>(history.size())
               ? nullptr
               : &history[static_cast<std::size_t>(seq - 1)];
  };
  for (const auto& row : rows) {
    const auto& t = row.turn;
    if (!t.ended()) fails("turns end", t.turn_id + " is " + std::string(to_string(t.state)));
    if (t.ordinal <= ordinal) fails("turns are listed in order", t.turn_id);
    ordinal = t.ordinal;
    completed += t.state == turn_state::complete;
    if (!found.insert(t.turn_id).second) fails("nothing is there twice", "turn " + t.turn_id);
    // A row may not know its question's seq; the id is what it is found by.
    const auto* question = row.question ? at_seq(row.question->seq) : nullptr;
    auto* turn = turn_of(t.turn_id);
    if (!turn && question)
      for (auto& candidate : turns)
        if (candidate.text == question->content.value_or("") || has_answer(candidate, row))
          turn = &candidate;
    if (question ? question->message_id != t.question.message_id || *question != *row.question
                 : t.question.seq != 0)
      fails("a turn has its question", t.turn_id);
    const bool blank = question && question->status == domain::message_status::erased;
    if (turn && question && !blank && question->content != turn->text)
      fails("a turn has its question", t.turn_id + " has '" + question->content.value_or("") + "'");
    if (turn && turn->ended && *turn->ended != t.state)
      fails("a turn ends as was told", t.turn_id + " is " + std::string(to_string(t.state)));
    if (turn && turn->enqueue && !turn->whole && question) {
      if (question->seq < started) fails("turns start in the order of the queue", t.turn_id);
      started = std::max(started, question->seq);
    }
    if (row.answer) {
      answers.insert(row.answer->message_id);
      check_answer(row, turn, *row.answer);
    } else if (question || t.state != turn_state::cancelled) {
      fails("a turn that ran has an answer", t.turn_id);
    }
  }
  for (const auto& m : history)
    if (m.seq > inherited_ && is_answer(m.message_id) && !answers.contains(m.message_id))
      fails("an answer belongs to a turn", m.message_id);
  for (const auto& turn : turns)
    if (!turn.turn_id.empty() && !found.contains(turn.turn_id))
      fails("what was acknowledged is there", "turn " + turn.turn_id);
  // Those of a fork begin with what its origin had by then, which nobody was told.
  if (origin_) return;
  std::int64_t noted = 0, perhaps = 0;
  for (const auto& r : rounds)
    if (r.tried.can_be_there()) (r.tried.acknowledged > 0 ? noted : perhaps) += r.number;
  const auto least = completed + noted;
  if (record.turn_count != completed || record.round < least || record.round > least + perhaps)
    fails("counts equal a recount", "turn_count " + std::to_string(record.turn_count) + ", round " +
                                        std::to_string(record.round) + ", completed " +
                                        std::to_string(completed) + ", noted " +
                                        std::to_string(noted));
}

}  // namespace parley::testing::simulation
