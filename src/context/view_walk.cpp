#include "context/view_walk.hpp"

namespace parley::context {

using domain::message_status;

view_walk::view_walk(walk_bounds bounds, const speakers& who, pending_rule rule, const counter& c)
    : bounds_(bounds),
      who_(who),
      rule_(rule),
      counter_(c),
      next_(bounds.newest),
      gathered_to_(bounds.newest + 1) {
  gathering_ = next_ > bounds_.floor;
}

bool view_walk::seeking() const {
  return bounds_.seeks_prompt && !prompt && !prompt_refused && next_ >= bounds_.first;
}

std::optional<std::int64_t> view_walk::wants_before() const {
  if (torn) return std::nullopt;
  if (gathering_) return next_ + 1;
  if (!seeking()) return std::nullopt;
  return bounds_.prompt_seq.value_or(next_) + 1;
}

void view_walk::add_page(std::span<const domain::message> page) {
  if (page.empty()) torn = wants_before().has_value();
  for (auto n = page.size(); n > 0 && wants_before(); --n) {
    const auto& m = page[n - 1];
    if (m.seq >= *wants_before()) continue;
    torn = m.seq + 1 != *wants_before();
    if (torn) return;
    next_ = m.seq - 1;
    if (gathering_)
      gather(m);
    else
      look_for_prompt(m);
  }
}

void view_walk::gather(const domain::message& m) {
  ++barren_;
  gathered_to_ = m.seq;
  if (m.status == message_status::erased) {
    left_.push_back({m.seq, left_out_reason::erased});
    refuse_prompt(m.seq);
  } else if (m.role == "tool") {
    waiting_.push_back({m.seq, m.tool_call_id});
    texts_.emplace(m.seq, m.content.value_or(""));
    refuse_prompt(m.seq);
    if (waiting_.size() > 2 * group_span_max) give_up(take_answers(m.seq, {}, waiting_));
  } else {
    auto calls = calls_of(m);
    const auto answered = take_answers(m.seq, calls, waiting_);
    give_up(answered);
    auto group = make_group(m, std::move(calls), answered, texts_, who_, rule_, counter_);
    note_prompt(m);
    tokens_ += group.tokens;
    if (!group.messages.empty()) --barren_;
    (group.messages.empty() ? omitted : groups).push_back(std::move(group));
  }
  tired = barren_ >= scan_barren_max;
  // The newest group is mandatory, whatever the budget.
  const bool enough = !groups.empty() && tokens_ > bounds_.tokens;
  if (complete() || tired || enough) gathering_ = false;
}

void view_walk::give_up(const answers& found) {
  for (const auto seq : found.lost) {
    texts_.erase(seq);
    left_.push_back({seq, left_out_reason::no_call});
  }
}

/// The message that the caller named must be fit for it; otherwise the newest of a user is it.
void view_walk::note_prompt(const domain::message& m) {
  if (!bounds_.seeks_prompt || prompt) return;
  if (bounds_.prompt_seq ? *bounds_.prompt_seq != m.seq : !is_user_role(m.role)) return;
  if (who_.may_prompt(m))
    prompt = m.seq;
  else
    refuse_prompt(m.seq);
}

/// What the owner knew may have been erased since; then the one before it is sought.
void view_walk::refuse_prompt(std::int64_t seq) {
  if (bounds_.prompt_seq != seq) return;
  if (bounds_.prompt_named)
    prompt_refused = true;
  else
    bounds_.prompt_seq.reset();
}

void view_walk::look_for_prompt(const domain::message& m) {
  if (m.status == message_status::erased) return refuse_prompt(m.seq);
  note_prompt(m);
  if (prompt == m.seq) far_prompt = make_group(m, {}, {}, texts_, who_, rule_, counter_);
}

std::vector<left_message> view_walk::left() const {
  auto all = left_;
  // The call may lie where the walk did not come.
  const auto reason = complete() ? left_out_reason::no_call : left_out_reason::budget;
  for (const auto& result : waiting_) all.push_back({result.at, reason});
  // They had unanswered calls only, hence no results.
  for (const auto& group : omitted) all.push_back({group.at, left_out_reason::pending});
  return all;
}

}  // namespace parley::context
