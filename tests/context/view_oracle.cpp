#include "context/view_oracle.hpp"

#include <algorithm>
#include <limits>

#include "context/headings.hpp"
#include "context/strict_checker.hpp"
#include "parley/base/utf8.hpp"
#include "parley/context/grouping.hpp"
#include "parley/context/message_tokens.hpp"
#include "parley/context/view_builder.hpp"

namespace parley::testing_context {

using namespace context;

namespace {

bool erased(const domain::message& m) { return m.status == domain::message_status::erased; }

bool is_user(const domain::message& m) { return m.role == "user" || m.role == "user_guest"; }

}  // namespace

base::result<context_view> built(const view_request& request, const view_source& source,
                                 const counter& c, const std::vector<domain::message>& history,
                                 const std::vector<std::size_t>& page_sizes) {
  view_builder view{request, source, c};
  std::size_t pages = 0;
  while (const auto before = view.wants_before()) {
    const auto end = static_cast<std::size_t>(*before - 1);
    const auto size = std::min(end, page_sizes[pages++ % page_sizes.size()]);
    view.add_page(std::span{history}.subspan(end - size, size));
  }
  return view.finish();
}

view_oracle::view_oracle(view_request request, view_source source,
                         std::vector<domain::message> history, const counter& c)
    : request_(std::move(request)),
      source_(std::move(source)),
      history_(std::move(history)),
      counter_(c) {
  request_.max_tokens = std::numeric_limits<std::int64_t>::max() / 4;
  request_.reserve = 0;
  const auto view = built(request_, source_, counter_, history_, {7});
  if (!view) {
    wrong_ = "refused without a limit: " + base::to_string(view.error());
    return;
  }
  match_forward();
  find_prompt();
  expect_parts();
  wrong_ = strict_check(view->messages);
  if (wrong_.empty()) wrong_ = take_apart(view->messages);
  if (!wrong_.empty()) return;
  fixed_ = reply_priming + tools_tokens(counter_, request_.tools) +
           (system_ ? message_tokens(counter_, *system_) : 0);
  mandatory_ = whole_ = fixed_;
  for (const auto& p : parts_) {
    whole_ += p.tokens;
    const bool newest = &p == &parts_.back() && p.seq > floor_;
    if (newest || p.seq == prompt_) mandatory_ += p.tokens;
  }
  if (summary_) whole_ += message_tokens(counter_, *summary_);
  wrong_ = check(view, request_.max_tokens, {});
}

bool view_oracle::is_own(const domain::message& m) const {
  return !request_.as_participant || m.sender_id == request_.as_participant;
}

void view_oracle::match_forward() {
  const auto& first = history_.empty() ? domain::message{} : history_.front();
  system_from_history_ = !request_.system_prompt && !source_.session_prompt &&
                         first.role == "system" && !erased(first) &&
                         !first.content.value_or("").empty();
  floor_ = std::max<std::int64_t>(source_.summary ? source_.summary->to_seq : 0,
                                  system_from_history_ ? 1 : 0);
  std::vector<std::pair<std::int64_t, std::vector<chat_call>>> callers;
  for (const auto& m : history_) {
    if (m.seq <= floor_ || erased(m)) continue;
    if (const auto calls = calls_of(m); !calls.empty()) {
      callers.emplace_back(m.seq, calls);
      answers_[m.seq].resize(calls.size());
    }
    if (m.role != "tool") continue;
    const auto id = m.tool_call_id.value_or("");
    bool placed = false;
    for (auto caller = callers.rbegin(); caller != callers.rend() && !placed; ++caller) {
      auto& taken = answers_[caller->first];
      for (std::size_t n = 0; n < taken.size() && !placed; ++n) {
        placed = !taken[n] && (id.empty() || caller->second[n].id == id);
        if (placed) taken[n] = m.seq;
      }
    }
  }
}

void view_oracle::find_prompt() {
  prompt_ = request_.current_prompt_seq;
  for (const auto& m : history_)
    if (!request_.current_prompt_seq && is_user(m) && !erased(m)) prompt_ = m.seq;
}

void view_oracle::expect_parts() {
  if (prompt_ && *prompt_ <= floor_) parts_.push_back({*prompt_, {}, {}, 0});
  for (const auto& m : history_) {
    if (m.seq <= floor_ || erased(m) || m.role == "tool") continue;
    part p;
    p.seq = m.seq;
    bool calls_left = false;
    const auto found = answers_.find(m.seq);
    if (found != answers_.end()) {
      for (const auto& answer : found->second) {
        if (answer) p.results.push_back(*answer);
        calls_left |= answer || request_.pending == pending_rule::answer;
      }
      if (!calls_left && base::is_blank(m.content.value_or(""))) continue;
    }
    parts_.push_back(std::move(p));
  }
}

std::string view_oracle::take_part(const std::vector<chat_message>& messages, std::size_t& at,
                                   part& p) const {
  const auto& m = history_[static_cast<std::size_t>(p.seq - 1)];
  const auto named = "message " + std::to_string(p.seq) + ": ";
  if (at >= messages.size()) return named + "is not there";
  const auto& head = messages[at++];
  p.messages.push_back(head);
  const bool tells = !is_own(m) && answers_.contains(m.seq);
  const auto said = m.content.value_or("");
  if (tells ? !head.content->starts_with(said) : head.content.value_or("") != said)
    return named + "says something else";
  const auto role = m.role == "system"        ? "system"
                    : request_.as_participant ? (is_own(m) ? "assistant" : "user")
                                              : (is_user(m) ? "user" : "assistant");
  if (head.role != role) return named + "is " + head.role;
  while (at < messages.size() && messages[at].role == "tool") p.messages.push_back(messages[at++]);
  if (const auto wrong = wrong_results(p); !wrong.empty()) return named + wrong;
  for (const auto& each : p.messages) p.tokens += message_tokens(counter_, each);
  return {};
}

std::string view_oracle::wrong_results(const part& p) const {
  const auto& m = history_[static_cast<std::size_t>(p.seq - 1)];
  const auto calls = answers_.find(p.seq);
  const bool tells = !is_own(m);
  std::size_t at = 1;
  if (calls != answers_.end()) {
    for (const auto& answer : calls->second) {
      if (!answer && request_.pending == pending_rule::omit) continue;
      const auto text = answer
                            ? history_[static_cast<std::size_t>(*answer - 1)].content.value_or("")
                            : std::string{no_result_text};
      if (tells) {
        const auto told = answer ? " answered: " + text : std::string{" has not answered yet"};
        if (p.messages[0].content->find(told) == std::string::npos) return "does not tell " + told;
        continue;
      }
      if (at >= p.messages.size()) return "lacks a result";
      if (p.messages[at++].content != text) return "another call's result";
    }
  }
  return at == p.messages.size() ? "" : "has results that are not its own";
}

std::string view_oracle::take_apart(const std::vector<chat_message>& messages) {
  std::size_t at = 0;
  const auto next = [&] { return at < messages.size() ? messages[at++] : chat_message{}; };
  if (request_.system_prompt || source_.session_prompt || system_from_history_) {
    system_ = next();
    const auto text = request_.system_prompt   ? *request_.system_prompt
                      : source_.session_prompt ? *source_.session_prompt
                                               : *history_.front().content;
    if (system_->role != "system" || system_->content != text) return "the system prompt is lost";
  }
  const auto& summary = source_.summary ? source_.summary : source_.prior.summary;
  if (summary) {
    summary_ = next();
    if (summary_->role != "system" || !summary_->content->ends_with(":\n" + summary->text) ||
        summary_->content->find(std::to_string(summary->to_seq)) == std::string::npos)
      return "the summary is lost";
  }
  std::vector<part> all;
  if (!source_.summary) {
    for (const auto& prior : source_.prior.messages) {
      part p;
      p.messages.push_back(next());
      if (!p.messages[0].content.value_or("").starts_with(prior.content)) return "prior is lost";
      p.tokens = message_tokens(counter_, p.messages[0]);
      all.push_back(std::move(p));
    }
  }
  for (auto& p : parts_) {
    if (const auto wrong = take_part(messages, at, p); !wrong.empty()) return wrong;
    all.push_back(std::move(p));
  }
  parts_ = std::move(all);
  return at == messages.size() ? "" : "there are more messages than expected";
}

}  // namespace parley::testing_context
