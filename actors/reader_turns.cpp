#include "actors/reader_turns.hpp"

#include <utility>

namespace parley::actors {

using namespace protocol;
using base::fail;

namespace {

/// With what the history has of it; the draft and the place of an open turn are its session's.
base::result<domain::turn_view> shown(reader_state& state, std::int64_t log, domain::turn t) {
  domain::turn_view v;
  auto question = state.store.log->find_id(log, t.question.message_id);
  if (!question) return fail(question.error());
  v.question = std::move(*question);
  if (!v.question && domain::has_question(t)) v.question = t.question;
  auto answer = state.store.log->find_id(log, t.answer_id);
  if (!answer) return fail(answer.error());
  v.answer = std::move(*answer);
  v.turn = std::move(t);
  return v;
}

}  // namespace

base::result<turn_lookup> find_turn(reader_state& state, std::int64_t key, std::int64_t log,
                                    const std::string& name, bool by_question) {
  turn_lookup result;
  auto found = by_question ? state.store.log->find_turn_of(key, name)
                           : state.store.log->find_turn(key, name);
  if (!found) return fail(found.error());
  if (*found) {
    auto view = shown(state, log, std::move(**found));
    if (!view) return fail(view.error());
    result.turn = std::move(*view);
  }
  if (by_question) {
    auto message = state.store.log->find_id(log, name);
    if (!message) return fail(message.error());
    if (*message) result.question_body = (*message)->body_digest;
    // One that was cancelled while it waited left no message.
    else if (result.turn && domain::has_question(result.turn->turn))
      result.question_body = result.turn->turn.question.body_digest;
  }
  return result;
}

base::result<turn_page> list_turns(reader_state& state, std::int64_t key, std::int64_t log,
                                   std::int64_t after, std::int64_t items_max) {
  // One more than wanted tells whether there is a next page.
  auto found = state.store.log->turns(key, after, items_max + 1);
  if (!found) return fail(found.error());
  turn_page result;
  for (auto& t : *found) {
    if (static_cast<std::int64_t>(result.items.size()) == items_max) {
      result.next = result.items.back().turn.ordinal;
      break;
    }
    auto view = shown(state, log, std::move(t));
    if (!view) return fail(view.error());
    result.items.push_back(std::move(*view));
  }
  return result;
}

}  // namespace parley::actors
