#include <algorithm>

#include "actors/session.hpp"
#include "parley/base/ids.hpp"
#include "parley/domain/turn_beginning.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

base::status no_such_turn() { return {errc::not_found, "", "There is no such turn."}; }

base::status taken(const std::string& message_id) {
  return {errc::conflict, "message.message_id",
          "The message id '" + message_id + "' is in the session already, with another body or of no "
          "turn."};
}

const std::string given_before{" of this turn was given before and is another one."};

/// Why a request with the question of a turn that there is already does not ask for that turn.
std::optional<base::status> differs(const begin_turn& wanted, const domain::turn_view& stored) {
  if (!wanted.answer) return std::nullopt;
  const auto& given = *wanted.answer;
  const auto& said = stored.answer;
  if (said && said->body_digest == given.body_digest &&
      (given.message_id.empty() || given.message_id == said->message_id))
    return std::nullopt;
  return base::status{errc::conflict, "answer", "The answer" + given_before};
}

/// Why a turn that has ended did not end like that.
std::optional<base::status> differs(const domain::turn_ending& wanted,
                                    const domain::turn_view& stored) {
  const auto& said = stored.answer;
  if (wanted.content && (!said || said->content != wanted.content))
    return base::status{errc::conflict, "content", "The content" + given_before};
  if (!wanted.tool_calls.empty() && (!said || !(said->tool_calls == wanted.tool_calls)))
    return base::status{errc::conflict, "tool_calls", "The tool_calls" + given_before};
  return std::nullopt;
}

}  // namespace

std::size_t session_state::bytes_of(const turn_command& command) {
  std::size_t bytes = sizeof(command);
  if (auto* begun = std::get_if<begin_turn>(&command.what)) {
    bytes += begun->question.bytes();
    if (begun->answer) bytes += begun->answer->bytes();
  } else if (auto* chunks = std::get_if<add_chunks>(&command.what)) {
    for (const auto& text : chunks->texts) bytes += text.size();
  } else if (auto* ended = std::get_if<end_turn>(&command.what)) {
    bytes += ended->how.content.value_or("").size() + ended->how.tool_calls.text.size();
  }
  return bytes;
}

bool session_state::start_turn(waiting_turn& request) {
  request.known.reset();
  if (used_meanwhile(request)) return false;
  if (at == phase::absent || is_being_erased()) {
    request.to.fail(why_absent());
    return false;
  }
  if (orphaned) {
    // Part of its draft is lost: it can only fail, and the store did not take that yet.
    request.to.fail({errc::unavailable, "", "A turn that was cut off has to be ended first.", 1000});
    return false;
  }
  auto& what = request.command.what;
  if (auto* begun = std::get_if<begin_turn>(&what)) return begin(request, *begun);
  if (auto* chunks = std::get_if<add_chunks>(&what)) return add(request, *chunks);
  return end(request, std::get<end_turn>(what));
}

bool session_state::begin(waiting_turn& request, begin_turn& what) {
  const auto& given = what.question.message_id;
  if (!given.empty()) {
    if (const auto* open = turns.find_question(given)) {
      if (open->question.body_digest != what.question.body_digest)
        request.to.fail(taken(given));
      else if (what.answer)
        request.to.fail({errc::conflict, "answer",
                         "The turn of this question is not over; complete it with the answer."});
      else
        return answer_known(request, turns.view(*open));
      return false;
    }
    if (turns.find_coming(given)) {
      request.to.fail(taken(given));
      return false;
    }
    if (!request.looked_up) return look_up(request, given, true);
  }
  const auto now = env->clock->now();
  domain::turn fresh;
  fresh.turn_id = base::make_uuid(*env->clock, *env->entropy);
  fresh.question = what.question;
  if (given.empty()) fresh.question.message_id = fresh.turn_id + ":q";
  fresh.answer_id = fresh.turn_id + ":a";
  auto legal = check_staying(true);
  if (legal) legal = domain::complete(fresh.question, record, now, "", "message.");
  auto turn_id = fresh.turn_id;
  if (what.answer) {
    auto answer = *what.answer;
    if (answer.message_id.empty())
      answer.message_id = fresh.answer_id;
    else
      fresh.answer_id = answer.message_id;
    if (legal) legal = domain::complete(answer, record, now, "", "answer.");
    if (legal && turns.find_coming(answer.message_id))
      legal = base::fail(errc::conflict, "answer.message_id",
                         "The message id '" + answer.message_id + "' is that of another turn.");
    if (legal) {
      auto whole = turns.record(std::move(fresh), std::move(answer), what.when_busy, now);
      if (whole) return step(std::move(*whole), turn_id, request.who, request.command.once);
      legal = base::fail(whole.error());
    }
  } else if (legal) {
    auto begun = turns.begin(std::move(fresh), what.when_busy, now, now + env->lease,
                             env->limits.session_pending);
    if (begun) return step(std::move(*begun), turn_id, request.who, request.command.once);
    legal = base::fail(begun.error());
  }
  request.to.fail(legal.error());
  return false;
}

bool session_state::add(waiting_turn& request, const add_chunks& what) {
  const auto now = env->clock->now();
  const auto* running = turns.running();
  if (running && running->turn_id == what.turn_id && !running->parked_by.empty()) {
    // Its row says that the draft is whole as it is, and the store did not take another one.
    request.to.fail({errc::unavailable, "", "The turn's draft cannot be stored now; try again.", 1000});
    return false;
  }
  const auto had = running ? running->draft.chunks() : 0;
  const auto added = turns.add_chunks(what.turn_id, what.first, what.texts, now, now + env->lease,
                                      env->limits.message_bytes);
  if (added) {
    if (turns.unsaved() > 0 && !unsaved_since) unsaved_since = now;
    tell_chunks(what.turn_id, had);
    request.to.deliver({turns.view(*turns.find(what.turn_id)), false});
    return false;
  }
  if (added.error().code == errc::not_found) return look_up(request, what.turn_id, false);
  request.to.fail(added.error());
  return false;
}

bool session_state::end(waiting_turn& request, const end_turn& what) {
  auto ending = turns.end(what.turn_id, what.how, env->clock->now());
  if (ending) return step(std::move(*ending), what.turn_id, request.who);
  if (ending.error().code == errc::not_found) return look_up(request, what.turn_id, false);
  request.to.fail(ending.error());
  return false;
}

bool session_state::look_up(waiting_turn&, const std::string& name, bool by_question) {
  self->request(peers.reader, caf::infinite, find_turn_atom_v, caller{ref.tenant, {}, {}, {}}, key,
                log, name, by_question)
      .then([this](turn_lookup& found) { looked_up(found); },
            [this](const caf::error& e) {
              fail_in_flight(to_status(e));
              pump();
            });
  return true;
}

void session_state::looked_up(const turn_lookup& found) {
  auto& request = std::get<waiting_turn>(in_flight.front());
  handling = &in_flight.front();
  bool sent = false;
  if (auto* begun = std::get_if<begin_turn>(&request.command.what)) {
    const auto& digest = begun->question.body_digest;
    // A queued turn that was cancelled left no message behind.
    const bool same = found.turn && (!found.question_body || *found.question_body == digest);
    if (const auto other = same ? differs(*begun, *found.turn) : std::nullopt) {
      request.to.fail(*other);
    } else if (same) {
      sent = answer_known(request, *found.turn);
    } else if (found.turn || found.question_body) {
      request.to.fail(taken(begun->question.message_id));
    } else {
      request.looked_up = true;
      sent = begin(request, *begun);
    }
  } else if (!found.turn) {
    request.to.fail(no_such_turn());
  } else {
    const auto* ended = std::get_if<end_turn>(&request.command.what);
    const bool same = ended && found.turn->turn.state == ended->how.state;
    if (const auto other = same ? differs(ended->how, *found.turn) : std::nullopt)
      request.to.fail(*other);
    else if (same)
      request.to.deliver({*found.turn, true});
    else
      request.to.fail({errc::conflict, "",
                       "The turn has ended: " + std::string(to_string(found.turn->turn.state)) + "."});
  }
  handling = nullptr;
  if (!sent) in_flight.clear();
  pump();
}

bool session_state::step(domain::turn_step wanted, std::string turn_id, const caller& who,
                         const std::optional<storage::idempotency>& once) {
  name_senders(wanted);
  storage::submission what;
  auto& part = what.parts.emplace_back(part_of(wanted));
  if (once) {
    const auto row = std::find_if(wanted.rows.begin(), wanted.rows.end(),
                                  [&](const domain::turn& t) { return t.turn_id == turn_id; });
    part.once = once;
    auto begun = turns.view(*row);
    for (const auto& m : wanted.entries)
      if (m.message_id == row->question.message_id) begun.question = m;
    part.note = domain::write_beginning(domain::beginning_of(begun, false));
  }
  if (auto active = domain::reactivated(record); active && !wanted.entries.empty()) {
    what.update = std::move(*active);
    what.update_with_entries = true;
  }
  stepping = std::move(wanted);
  acting_on = std::move(turn_id);
  submit(std::move(what), who);
  return true;
}

void session_state::name_senders(domain::turn_step& wanted) const {
  for (auto& m : wanted.entries) {
    if (m.sender_id) continue;
    // A session that takes no messages any more still takes the end of a turn, without a sender.
    (void)domain::complete(m, record, m.timestamp, "");
  }
}

domain::turn_view session_state::shown(domain::turn_view stored) const {
  // The states are the store's, so that a page is of one moment: what is known here may be older,
  // or newer. Added is what no row has: the draft as it grew, the place in the queue.
  const auto* open = turns.find(stored.turn.turn_id);
  if (open && open->state == stored.turn.state) {
    auto v = turns.view(*open);
    if (stored.question) v.question = std::move(stored.question);
    return v;
  }
  if (!stored.turn.ended()) stored.position = stored.turn.state == domain::turn_state::queued;
  return stored;
}

void session_state::read_turn(const caller& who, const std::string& turn_id,
                              read_reply<domain::turn_view>& to) {
  auto waits = std::make_shared<read_reply<domain::turn_view>>(std::move(to));
  ++reading;
  self->request(peers.reader, caf::infinite, find_turn_atom_v, who, key, log, turn_id, false)
      .then(
          [this, waits](turn_lookup& found) {
            if (found.turn)
              waits->deliver(shown(std::move(*found.turn)));
            else
              waits->fail(no_such_turn());
            has_read();
          },
          [this, waits](const caf::error& e) {
            waits->fail(to_status(e));
            has_read();
          });
}

void session_state::read_turns(const caller& who, std::int64_t after, std::int64_t items_max,
                               read_reply<turn_page>& to) {
  auto waits = std::make_shared<read_reply<turn_page>>(std::move(to));
  ++reading;
  self->request(peers.reader, caf::infinite, list_turns_atom_v, who, key, log, after, items_max)
      .then(
          [this, waits](turn_page& found) {
            for (auto& item : found.items) item = shown(std::move(item));
            waits->deliver(std::move(found));
            has_read();
          },
          [this, waits](const caf::error& e) {
            waits->fail(to_status(e));
            has_read();
          });
}

}  // namespace parley::actors
