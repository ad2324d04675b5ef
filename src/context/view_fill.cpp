#include <algorithm>

#include "context/headings.hpp"
#include "context/left_out.hpp"
#include "context/retrieved.hpp"
#include "context/view_state.hpp"
#include "parley/context/message_tokens.hpp"

namespace parley::context {

namespace {

/// The choice as it grows. `left` is what is left of the budget.
struct filling {
  std::int64_t left = 0;
  std::optional<chat_message> summary;
  retrieved_entry retrieved;
  std::size_t groups = 0;                   ///< so many of the newest
  const view_group* lone_prompt = nullptr;  ///< behind a hole, or covered by the summary
  std::vector<chat_message> prior;          ///< oldest first
  section_tokens tokens;
};

const view_group* group_of_prompt(const view_walk& walk) {
  if (walk.far_prompt) return &*walk.far_prompt;
  for (const auto& group : walk.groups)
    if (group.at == walk.prompt) return &group;
  return nullptr;
}

/// Takes the tokens if they fit.
bool take(filling& f, std::int64_t tokens, std::int64_t& section) {
  if (tokens > f.left) return false;
  f.left -= tokens;
  section += tokens;
  return true;
}

std::optional<base::status> fill_mandatory(filling& f, const view_frame& frame,
                                           const view_walk& walk) {
  f.tokens.system = frame.system_tokens;
  f.tokens.tools = frame.tools_tokens;
  f.tokens.messages = reply_priming;
  const auto* prompt = group_of_prompt(walk);
  if (!walk.groups.empty()) {
    f.groups = 1;
    f.tokens.messages += walk.groups.front().tokens;
  }
  if (prompt && (walk.groups.empty() || prompt != &walk.groups.front())) {
    f.lone_prompt = prompt;
    f.tokens.messages += prompt->tokens;
  }
  const auto needed = f.tokens.system + f.tokens.tools + f.tokens.messages;
  f.left = frame.budget - needed;
  if (f.left >= 0) return std::nullopt;
  return base::status{base::errc::budget_too_small, "max_tokens",
                      "The system prompt, the current prompt and the newest messages need " +
                          std::to_string(needed) + " tokens, and max_tokens less reserve is " +
                          std::to_string(frame.budget) + ".",
                      0};
}

/// The session's own summary; until there is one, that of the session before.
const view_summary* summary_of(const view_source& source) {
  if (source.summary) return &*source.summary;
  return source.prior.summary ? &*source.prior.summary : nullptr;
}

void fill_summary(filling& f, const view_source& source, const counter& c) {
  const auto* summary = summary_of(source);
  if (!summary) return;
  const auto heading =
      source.summary ? summary_heading(summary->to_seq) : prior_summary_heading(summary->to_seq);
  chat_message entry{"system", heading + summary->text, {}, {}, {}};
  if (take(f, message_tokens(c, entry), f.tokens.summary)) f.summary = std::move(entry);
}

void fill_groups(filling& f, const view_walk& walk) {
  for (; f.groups < walk.groups.size(); ++f.groups) {
    const auto& group = walk.groups[f.groups];
    if (&group == f.lone_prompt)
      f.lone_prompt = nullptr;  // paid for, and no hole before it
    else if (!take(f, group.tokens, f.tokens.messages))
      return;
  }
}

/// The other side's messages are the user's, also when the view is that of a user.
bool swaps_sides(const view_request& request, const view_source& source) {
  return std::any_of(source.participants.begin(), source.participants.end(), [&](const auto& p) {
    return request.as_participant == p.id && p.type == domain::participant_type::user;
  });
}

void fill_prior(filling& f, const view_request& request, const view_source& source,
                const counter& c) {
  const bool swap = swaps_sides(request, source);
  const auto& all = source.prior.messages;
  for (auto it = all.rbegin(); it != all.rend(); ++it) {
    const auto* role = ((it->role == "assistant") != swap) ? "assistant" : "user";
    chat_message m{role, it->content, {}, {}, {}};
    if (it->cut) m.content->append(cut_mark);
    if (!take(f, message_tokens(c, m), f.tokens.messages)) break;
    f.prior.push_back(std::move(m));
  }
  std::reverse(f.prior.begin(), f.prior.end());
}

/// From where on everything is in the view, but for what the walk says of single messages.
std::int64_t cut_of(const filling& f, const view_walk& walk) {
  if (f.groups < walk.groups.size()) return walk.groups[f.groups - 1].at;
  return walk.complete() ? walk.floor() + 1 : walk.seen_from();
}

void include(seq_account& account, const view_group& group) {
  account.include(group.at);
  for (const auto seq : group.results) account.include(seq);
}

void report_seqs(context_report& report, const filling& f, const view_frame& frame,
                 const view_source& source, const view_walk& walk) {
  const auto floor = walk.floor();
  const auto cut = cut_of(f, walk);
  const bool all = f.groups == walk.groups.size();
  seq_account account;
  account.rest(frame.system_from_history ? 2 : 1, floor,
               f.summary ? left_out_reason::summarized : left_out_reason::budget);
  account.rest(floor + 1, source.last_seq,
               walk.tired && all ? left_out_reason::scan_limit : left_out_reason::budget);
  for (const auto& [seq, reason] : walk.left())
    if (seq >= cut) account.leave(seq, reason);
  for (std::size_t n = 0; n < f.groups; ++n) include(account, walk.groups[n]);
  if (f.lone_prompt) include(account, *f.lone_prompt);
  report.included = account.included();
  report.left_out = account.left_out();
  report.summary_due =
      std::any_of(report.left_out.begin(), report.left_out.end(), [&](const auto& range) {
        return range.to_seq > floor && (range.reason == left_out_reason::budget ||
                                        range.reason == left_out_reason::scan_limit);
      });

  std::vector<const view_group*> with_pending;
  for (std::size_t n = 0; n < f.groups; ++n) with_pending.push_back(&walk.groups[n]);
  for (const auto& group : walk.omitted)
    if (group.at >= cut) with_pending.push_back(&group);
  std::sort(with_pending.begin(), with_pending.end(),
            [](const auto* a, const auto* b) { return a->at < b->at; });
  for (const auto* group : with_pending)
    report.pending.insert(report.pending.end(), group->pending.begin(), group->pending.end());
}

void append(std::vector<chat_message>& to, std::vector<chat_message>&& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

}  // namespace

base::result<context_view> fill_view(const view_request& request, const view_source& source,
                                     const view_frame& frame, view_walk& walk, const counter& c) {
  filling f;
  if (auto small = fill_mandatory(f, frame, walk)) return base::fail(std::move(*small));
  fill_summary(f, source, c);
  f.retrieved = fit_retrieved(request.retrieved, std::min(f.left, frame.budget / 4), c);
  take(f, f.retrieved.tokens, f.tokens.retrieved);
  fill_groups(f, walk);
  const bool whole = walk.complete() && f.groups == walk.groups.size();
  if (whole && !source.summary) fill_prior(f, request, source, c);

  context_view view;
  auto& report = view.report;
  report.counter = c.name();
  report.exact = c.exact();
  report.budget = frame.budget;
  f.tokens.reserve = request.reserve;
  f.tokens.total = frame.budget - f.left;
  report.tokens = f.tokens;
  report.retrieved_cut = f.retrieved.cut;
  report.prior_messages = static_cast<std::int64_t>(f.prior.size());
  if (f.summary) report.summary_id = summary_of(source)->id;
  report_seqs(report, f, frame, source, walk);

  auto& messages = view.messages;
  if (frame.system) messages.push_back(*frame.system);
  if (f.retrieved.message) messages.push_back(std::move(*f.retrieved.message));
  if (f.summary) messages.push_back(std::move(*f.summary));
  append(messages, std::move(f.prior));
  if (f.lone_prompt)
    messages.insert(messages.end(), f.lone_prompt->messages.begin(), f.lone_prompt->messages.end());
  for (auto n = f.groups; n > 0; --n) append(messages, std::move(walk.groups[n - 1].messages));
  return view;
}

}  // namespace parley::context
