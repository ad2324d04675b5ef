#include "parley/context/window.hpp"

#include <algorithm>

#include "parley/base/utf8.hpp"

namespace parley::context {

namespace {

window_entry entry(entry_kind kind, std::optional<std::string> content) {
  window_entry made;
  made.kind = kind;
  made.content = std::move(content);
  return made;
}

std::int64_t characters(const window_entry& e) {
  return e.content ? static_cast<std::int64_t>(base::code_points(*e.content)) : 0;
}

talk_shape shape_of(const window_entry& e) {
  return {e.calls, e.kind == entry_kind::tool, e.call_id};
}

}  // namespace

window::window(summary_rules rules, prior_limits limits) : rules_(rules), limits_(limits) {}

void window::set_system(std::string prompt) {
  system_.reset();
  if (!prompt.empty()) system_ = entry(entry_kind::system, std::move(prompt));
}

base::result<void> window::load_history(std::span<const history_entry> entries) {
  if (!talk_.empty() || summary_)
    return base::fail(base::errc::conflict, "messages",
                      "Prior history is loaded into a window that holds no messages yet.");
  for (auto& prior : load_prior(entries, limits_)) {
    const auto kind = prior.role == "user" ? entry_kind::user : entry_kind::assistant;
    talk_.push_back(entry(kind, std::move(prior.content)));
    talk_.back().cut = prior.cut;
  }
  return {};
}

void window::add_user(std::string content, bool current_prompt) {
  if (current_prompt) prompt_ = talk_.size();
  talk_.push_back(entry(entry_kind::user, std::move(content)));
}

void window::add_assistant(std::optional<std::string> content, std::vector<chat_call> calls) {
  talk_.push_back(entry(entry_kind::assistant, std::move(content)));
  talk_.back().calls = std::move(calls);
}

void window::add_tool_result(std::string call_id, std::string name, std::string content) {
  auto result = entry(entry_kind::tool, std::move(content));
  result.call_id = std::move(call_id);
  result.name = std::move(name);
  talk_.push_back(std::move(result));
}

void window::add_system_message(std::string content) {
  talk_.push_back(entry(entry_kind::later_system, std::move(content)));
}

void window::set_retrieved(std::string text) {
  if (!text.empty()) retrieved_ = entry(entry_kind::retrieved, std::move(text));
}

std::int64_t window::estimate() const {
  std::int64_t sum = 0;
  for (const auto* one : {&system_, &retrieved_, &summary_})
    if (*one) sum += characters(**one);
  for (const auto& each : talk_) sum += characters(each);
  return trigger_estimate(sum);
}

bool window::needs_summary(std::int64_t round) const {
  return context::needs_summary(round, summarized_.contains(round), estimate(), rules_);
}

std::optional<window_job> window::plan(std::int64_t round) const {
  if (!may_summarize(round, estimate(), rules_)) return std::nullopt;
  std::vector<talk_shape> shapes;
  shapes.reserve(talk_.size());
  for (const auto& each : talk_) shapes.push_back(shape_of(each));
  const auto split = plan_summary(shapes, prompt_, rules_);
  if (!split) return std::nullopt;
  window_job job;
  job.round = round;
  job.messages.assign(talk_.begin(), talk_.begin() + static_cast<std::ptrdiff_t>(split->covers));
  job.kept = split->kept;
  job.meta = is_meta(round, summaries_, rules_);
  if (summary_) job.previous = summary_->content;
  return job;
}

bool window::apply(const window_job& job, std::string text) {
  const auto covers = static_cast<std::ptrdiff_t>(job.messages.size());
  const auto now = summary_ ? summary_->content : std::nullopt;
  if (base::is_blank(text) || job.previous != now || job.messages.size() > talk_.size() ||
      !std::equal(job.messages.begin(), job.messages.end(), talk_.begin()))
    return false;
  // A message may have been marked as the current prompt while the summary was made.
  if (prompt_ && *prompt_ < job.messages.size()) return false;
  talk_.erase(talk_.begin(), talk_.begin() + covers);
  if (prompt_) *prompt_ -= job.messages.size();
  summary_ = entry(entry_kind::summary, std::move(text));
  summary_->meta = job.meta;
  summarized_.insert(job.round);
  ++summaries_;
  return true;
}

std::vector<window_entry> window::entries() const {
  std::vector<window_entry> all;
  for (const auto* one : {&system_, &retrieved_, &summary_})
    if (*one) all.push_back(**one);
  all.insert(all.end(), talk_.begin(), talk_.end());
  return all;
}

}  // namespace parley::context
