#include "parley/domain/turn_desk.hpp"

#include <algorithm>

namespace parley::domain {

namespace {

message_status status_of(turn_state state) {
  if (state == turn_state::complete) return message_status::complete;
  return state == turn_state::cancelled ? message_status::cancelled : message_status::failed;
}

message answer_of(const turn& t, const turn_ending& how, base::timestamp now) {
  message m;
  m.message_id = t.answer_id;
  m.role = "assistant";
  m.content = how.content ? *how.content : t.draft.text;
  m.tool_calls = how.tool_calls;
  // A model that only calls tools says nothing.
  if (!how.content && t.draft.ends.empty() && !how.tool_calls.empty()) m.content.reset();
  m.status = status_of(how.state);
  m.timestamp = m.received_at = now;
  m.body_digest = body_digest(m);
  return m;
}

turn ended(turn t, turn_state state, std::string reason) {
  const bool ran = t.state != turn_state::queued;
  t.state = state;
  t.reason = std::move(reason);
  t.draft = {};
  t.lease_until = {};
  if (!ran) return t;  // its question is nowhere else
  t.question.role.clear();
  return row_of(std::move(t));
}

/// What the row of a turn that starts to run left to the history.
message question_of(const turn_step& step, const turn& row) {
  for (const auto& m : step.entries) {
    if (m.message_id != row.question.message_id) continue;
    auto question = m;
    question.seq = row.question.seq;
    return question;
  }
  return row.question;
}

}  // namespace

void turn_desk::load(std::vector<turn> open, std::int64_t next_ordinal) {
  const auto before = running() ? std::optional<turn>{*running()} : std::nullopt;
  open_.assign(std::make_move_iterator(open.begin()), std::make_move_iterator(open.end()));
  next_ordinal_ = next_ordinal;
  const auto* now_running = running();
  saved_ = now_running ? now_running->draft.chunks() : 0;
  saved_bytes_ = now_running ? static_cast<std::int64_t>(now_running->draft.text.size()) : 0;
  for (auto& t : open_) {
    // Chunks that were acknowledged since the row was written are here and nowhere else.
    const bool same = before && t.turn_id == before->turn_id && t.state == turn_state::running;
    if (!same || before->draft.chunks() <= saved_) continue;
    auto question = std::move(t.question);  // it may have been erased since
    t = *before;
    t.question = std::move(question);
  }
}

const turn* turn_desk::running() const {
  const auto it = std::find_if(open_.begin(), open_.end(), [](const turn& t) {
    return t.state == turn_state::running;
  });
  return it == open_.end() ? nullptr : &*it;
}

const turn* turn_desk::find(const std::string& turn_id) const {
  const auto it = std::find_if(open_.begin(), open_.end(),
                               [&](const turn& t) { return t.turn_id == turn_id; });
  return it == open_.end() ? nullptr : &*it;
}

const turn* turn_desk::find_question(const std::string& message_id) const {
  const auto it = std::find_if(open_.begin(), open_.end(), [&](const turn& t) {
    return t.question.message_id == message_id;
  });
  return it == open_.end() ? nullptr : &*it;
}

const turn* turn_desk::find_coming(const std::string& message_id) const {
  const auto it = std::find_if(open_.begin(), open_.end(), [&](const turn& t) {
    return t.answer_id == message_id ||
           (t.state == turn_state::queued && t.question.message_id == message_id);
  });
  return it == open_.end() ? nullptr : &*it;
}

turn_view turn_desk::view(const turn& t) const {
  turn_view v{t, std::nullopt, t.question, std::nullopt};
  if (t.state == turn_state::running) v.position = 0;
  if (t.state == turn_state::queued) {
    v.position = 1;
    for (const auto& other : open_)
      if (other.state == turn_state::queued && other.ordinal < t.ordinal) ++*v.position;
  }
  return v;
}

void turn_desk::finish(turn_step& step, const turn& t, const turn_ending& how,
                       base::timestamp now) const {
  if (t.state == turn_state::running) step.entries.push_back(answer_of(t, how, now));
  step.rows.push_back(ended(t, how.state, how.reason));
  if (how.state == turn_state::complete) ++step.completed;
}

void turn_desk::start_next(turn_step& step, base::timestamp now,
                           base::timestamp lease_until) const {
  for (const auto& t : open_) {
    if (t.state != turn_state::queued) continue;
    auto next = t;
    next.state = turn_state::running;
    next.lease_until = lease_until;
    next.touched_at = now;
    // What it is answered after: its time is when it enters the history.
    next.question.received_at = now;
    step.entries.push_back(next.question);
    step.rows.push_back(row_of(std::move(next)));
    return;
  }
}

base::result<void> turn_desk::check_free(when_busy mode) const {
  // Those that wait are served first, also while none runs because a store keeps the next from
  // starting.
  if (open_.empty() || mode != when_busy::reject) return {};
  return base::fail(base::errc::turn_running, "when_busy",
                    "Turn '" + open_.front().turn_id + (running() ? "' is running." : "' is next."));
}

base::result<turn_step> turn_desk::begin(turn fresh, when_busy mode, base::timestamp now,
                                         base::timestamp lease_until,
                                         std::int64_t waiting_max) const {
  turn_step step;
  fresh.ordinal = next_ordinal_;
  fresh.touched_at = now;
  const auto* busy = running();
  if (auto free = check_free(mode); !free) return base::fail(free.error());
  if (!open_.empty() && mode == when_busy::enqueue) {
    if (static_cast<std::int64_t>(open_.size()) - (busy ? 1 : 0) >= waiting_max)
      return base::fail({base::errc::overloaded, "", "Too many turns wait in this session.", 1000});
    fresh.state = turn_state::queued;
    step.rows.push_back(std::move(fresh));
    return step;
  }
  if (busy) finish(step, *busy, {turn_state::cancelled, {}, {}, "interrupted"}, now);
  fresh.state = turn_state::running;
  fresh.lease_until = lease_until;
  step.entries.push_back(fresh.question);
  step.rows.push_back(row_of(std::move(fresh)));
  return step;
}

base::result<turn_step> turn_desk::record(turn whole, message answer, when_busy mode,
                                          base::timestamp now) const {
  if (auto free = check_free(mode); !free) return base::fail(free.error());
  turn_step step;
  if (const auto* busy = running(); busy && mode == when_busy::interrupt)
    finish(step, *busy, {turn_state::cancelled, {}, {}, "interrupted"}, now);
  whole.ordinal = next_ordinal_;
  whole.state = turn_state::running;
  step.entries.push_back(whole.question);
  step.entries.push_back(std::move(answer));
  step.rows.push_back(ended(std::move(whole), turn_state::complete, ""));
  ++step.completed;
  return step;
}

base::result<turn_step> turn_desk::end(const std::string& turn_id, const turn_ending& how,
                                       base::timestamp now) const {
  const auto* t = find(turn_id);
  if (!t) return base::fail(base::errc::not_found, "", "No such turn is open in this session.");
  const bool ran = t->state == turn_state::running;
  if (!ran && how.state != turn_state::cancelled)
    return base::fail(base::errc::conflict, "", "The turn waits; it can only be cancelled.");
  turn_step step;
  finish(step, *t, how, now);
  return step;
}

turn_step turn_desk::expire(base::timestamp now) const {
  const auto* t = running();
  return t && t->lease_until <= now ? fail_running("lease expired", now) : turn_step{};
}

turn_step turn_desk::fail_running(const std::string& reason, base::timestamp now) const {
  turn_step step;
  if (const auto* t = running()) finish(step, *t, {turn_state::failed, {}, {}, reason}, now);
  return step;
}

turn_step turn_desk::start(base::timestamp now, base::timestamp lease_until) const {
  turn_step step;
  if (!running()) start_next(step, now, lease_until);
  return step;
}

turn_step turn_desk::park(const std::string& process) const {
  turn_step step;
  if (const auto* t = running()) {
    step.rows.push_back(row_of(*t));
    step.rows.back().parked_by = process;
  }
  return step;
}

turn_step turn_desk::close(base::timestamp now) const {
  turn_step step;
  for (const auto& t : open_)
    finish(step, t, {turn_state::cancelled, {}, {}, "session closed"}, now);
  return step;
}

base::result<void> turn_desk::add_chunks(const std::string& turn_id, std::int64_t first,
                                         const std::vector<std::string>& texts,
                                         base::timestamp now, base::timestamp lease_until,
                                         std::int64_t text_bytes_max) {
  const auto it = std::find_if(open_.begin(), open_.end(),
                               [&](const turn& t) { return t.turn_id == turn_id; });
  if (it == open_.end())
    return base::fail(base::errc::not_found, "", "No such turn is open in this session.");
  if (it->state != turn_state::running)
    return base::fail(base::errc::conflict, "", "The turn waits; it takes chunks when it runs.");
  auto& draft = it->draft;
  const auto expected = [&](const std::string& what) {
    return base::fail(base::errc::conflict, "index",
                      what + "; the expected index is " + std::to_string(draft.chunks()) + ".");
  };
  if (first > draft.chunks()) return expected("Chunk " + std::to_string(first) + " skips some");
  // Everything is checked before anything is added.
  auto size = static_cast<std::int64_t>(draft.text.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto index = static_cast<std::size_t>(first) + i;
    if (index >= draft.ends.size()) {
      size += static_cast<std::int64_t>(texts[i].size());
      continue;
    }
    const auto from = index == 0 ? 0 : draft.ends[index - 1];
    const std::string_view there{draft.text.data() + from,
                                 static_cast<std::size_t>(draft.ends[index] - from)};
    if (there != texts[i]) return expected("Chunk " + std::to_string(index) + " has another text");
  }
  if (size > text_bytes_max)
    return base::fail(base::errc::too_large, "text",
                      "The answer may have up to " + std::to_string(text_bytes_max) + " bytes.");
  for (auto i = static_cast<std::size_t>(draft.chunks() - first); i < texts.size(); ++i) {
    draft.text += texts[i];
    draft.ends.push_back(static_cast<std::int64_t>(draft.text.size()));
  }
  it->lease_until = lease_until;
  it->touched_at = now;
  return {};
}

void turn_desk::follow(std::chrono::microseconds by, base::timestamp now,
                       std::chrono::microseconds lease) {
  for (auto& t : open_)
    if (t.state == turn_state::running) t.lease_until = std::min(t.lease_until + by, now + lease);
}

std::int64_t turn_desk::unsaved() const {
  const auto* t = running();
  return t ? static_cast<std::int64_t>(t->draft.text.size()) - saved_bytes_ : 0;
}

turn_step turn_desk::save() const {
  turn_step step;
  const auto* t = running();
  if (!t || (t->draft.chunks() == saved_ && t->parked_by.empty())) return step;
  step.rows.push_back(row_of(*t));
  step.rows.back().parked_by.clear();
  return step;
}

void turn_desk::forget(const std::vector<std::string>& turn_ids) {
  std::erase_if(open_, [&](const turn& t) {
    return t.state == turn_state::queued && std::ranges::find(turn_ids, t.turn_id) != turn_ids.end();
  });
}

void turn_desk::blank(const std::vector<std::int64_t>& seqs) {
  for (auto& t : open_)
    if (t.state == turn_state::running &&
        std::ranges::find(seqs, t.question.seq) != seqs.end())
      t.question = blanked(std::move(t.question));
}

void turn_desk::committed(const turn_step& step) {
  for (const auto& row : step.rows) {
    next_ordinal_ = std::max(next_ordinal_, row.ordinal + 1);
    const auto it = std::find_if(open_.begin(), open_.end(),
                                 [&](const turn& t) { return t.ordinal == row.ordinal; });
    if (row.state == turn_state::running) {
      saved_ = row.draft.chunks();
      saved_bytes_ = static_cast<std::int64_t>(row.draft.text.size());
    }
    if (row.ended()) {
      if (it != open_.end()) open_.erase(it);
    } else if (it == open_.end() || it->state != row.state) {
      auto& open = it == open_.end() ? open_.emplace_back() : *it;
      open = row;
      if (row.state == turn_state::running) open.question = question_of(step, row);
    } else {
      // A saved draft may have grown since.
      it->parked_by = row.parked_by;
    }
  }
}

}  // namespace parley::domain
