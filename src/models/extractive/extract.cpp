#include <algorithm>

#include "models/answer.hpp"
#include "models/extractive/choose.hpp"
#include "models/extractive/letters.hpp"
#include "models/extractive/readers.hpp"
#include "models/extractive/sentences.hpp"
#include "parley/base/utf8.hpp"
#include "parley/models/extractive.hpp"

namespace parley::models {

namespace {

using namespace extractive;

constexpr std::size_t pieces_max = 3000;
constexpr std::size_t external_max = 20;

bool is_user(const domain::message& m) { return m.role == "user" || m.role.starts_with("user_"); }

bool has_text(const domain::message& m) {
  return m.content && !base::is_blank(*m.content) && m.status != domain::message_status::erased;
}

bool is_tool(const domain::message& m) { return m.role == "tool"; }

/// Walks over the messages once, with what has to be remembered of those before.
class walk {
 public:
  walk(const context::summary_job& job, piece_list& into)
      : job_(job), into_(into), external_(job.external_keys) {
    const auto talks = [&](std::size_t i) {
      return !is_tool(job.messages[i]) && has_text(job.messages[i]);
    };
    const auto n = job.messages.size();
    for (std::size_t i = 0; i < n; ++i) {
      if (!talks(i)) continue;
      last_talk_ = i;
      if (first_ == none || (is_user(job.messages[i]) && !is_user(job.messages[first_])))
        first_ = i;
    }
  }

  void run() {
    if (job_.previous) read_earlier(into_, *job_.previous, external_);
    for (std::size_t i = 0; i < job_.messages.size(); ++i) {
      const auto& m = job_.messages[i];
      if (is_tool(m)) {
        answer(m);
        continue;
      }
      end_calls();
      if (has_text(m)) talk(i);
      calls_ = calls_of(m);
    }
    end_calls();
  }

 private:
  static constexpr auto none = static_cast<std::size_t>(-1);

  void talk(std::size_t i) {
    const auto& m = job_.messages[i];
    place at;
    at.of_user = is_user(m);
    at.first_of_user = i == first_ && !job_.previous;
    at.answers = asked_;
    at.unanswered = i == last_talk_;
    read_talk(into_, m, at, external_);
    const auto sentences = split_sentences(*m.content);
    const auto last = sentences.size() > 2 ? sentences.end() - 2 : sentences.begin();
    asked_ = std::any_of(last, sentences.end(), is_question);
  }

  /// A result belongs to the open call of its id, else to the first one that is open: real data
  /// repeats ids.
  void answer(const domain::message& m) {
    const auto is_open = [](const tool_call& c) { return c.result == nullptr; };
    auto found = std::find_if(calls_.begin(), calls_.end(), [&](const tool_call& c) {
      return is_open(c) && m.tool_call_id && c.id == *m.tool_call_id;
    });
    if (found == calls_.end()) found = std::find_if(calls_.begin(), calls_.end(), is_open);
    static const std::string nothing;
    const auto* text = has_text(m) ? &*m.content : &nothing;
    if (found != calls_.end()) {
      found->result = text;
    } else {
      read_call(into_, {"", m.name.value_or(m.role), "", text}, external_);
    }
  }

  void end_calls() {
    for (const auto& call : calls_) read_call(into_, call, external_);
    calls_.clear();
  }

  const context::summary_job& job_;
  piece_list& into_;
  external_names external_;
  std::vector<tool_call> calls_;
  std::size_t first_ = none;
  std::size_t last_talk_ = none;
  bool asked_ = false;
};

/// Of too many pieces the last ones stay, and the first few, which say what it is about.
void keep_within(piece_list& list) {
  if (list.pieces.size() <= pieces_max) return;
  constexpr std::size_t first = pieces_max / 10;
  const auto surplus = static_cast<std::ptrdiff_t>(list.pieces.size() - pieces_max);
  const auto from = list.pieces.begin() + first;
  list.pieces.erase(from, from + surplus);
}

/// The keys, as many as fit into a fifth of the length.
std::string named_elsewhere(const std::vector<std::string>& keys, std::size_t chars) {
  std::string text;
  for (std::size_t i = 0; i < std::min(keys.size(), external_max); ++i) {
    const auto key = squeezed(keys[i]);
    if (key.empty()) continue;
    const auto line = std::string{bullet} + key + '\n';
    const auto heading = text.empty() ? elsewhere_heading.size() + 1 : 0;
    if (base::code_points(text) + heading + base::code_points(line) > chars / 5) break;
    if (text.empty()) text = std::string{elsewhere_heading} + '\n';
    text += line;
  }
  return text;
}

}  // namespace

base::result<std::string> extract(const context::summary_job& job,
                                  const extractive_options& options) {
  piece_list list;
  walk{job, list}.run();
  keep_within(list);
  const auto chars = static_cast<std::size_t>(options.summary_chars);
  const auto elsewhere = named_elsewhere(job.external_keys, chars);
  const auto chosen = choose(list, chars - base::code_points(elsewhere), job.meta ? 55 : 40);
  if (chosen.empty())
    return base::fail(base::errc::unavailable, "",
                      "None of the messages has text that could be summarized.");
  return checked_answer(render(list, chosen) + elsewhere, "The extractive summarizer");
}

}  // namespace parley::models
