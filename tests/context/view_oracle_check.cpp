#include <algorithm>

#include "context/headings.hpp"
#include "context/strict_checker.hpp"
#include "context/view_oracle.hpp"
#include "parley/base/utf8.hpp"
#include "parley/context/grouping.hpp"
#include "parley/context/message_tokens.hpp"

namespace parley::testing_context {

using namespace context;

namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts)
    if (!text.empty()) all += (all.empty() ? "" : "\n\n") + text;
  return all;
}

std::int64_t recount(const context_view& view, const domain::json_text& tools, const counter& c) {
  auto sum = reply_priming + tools_tokens(c, tools);
  for (const auto& m : view.messages) sum += message_tokens(c, m);
  return sum;
}

chat_message knowledge(const std::string& text) {
  return {"system", std::string{retrieved_heading} + text, {}, {}, {}};
}

/// What is wrong with the entry of retrieved texts when it may cost `most`. Only the counters that
/// never count less of a longer text can be asked whether more would have fitted.
std::string wrong_retrieved(const chat_message* entry, const std::string& all, std::int64_t most,
                            bool cut, const counter& c) {
  const std::string mark{cut_mark};
  if (all.empty()) return entry ? "knowledge from nowhere" : "";
  const bool fits = message_tokens(c, knowledge(all)) <= most;
  if (cut == fits) return "retrieved_cut is wrong";
  std::size_t kept = 0;
  if (entry) {
    if (message_tokens(c, *entry) > most) return "retrieved text is over its share";
    if (!cut) return *entry == knowledge(all) ? "" : "retrieved text is another";
    if (!entry->content->ends_with(mark)) return "the cut is not marked";
    auto text = entry->content->substr(retrieved_heading.size());
    text.resize(text.size() - mark.size());
    if (!all.starts_with(text)) return "retrieved text is not cut at its end";
    kept = base::code_points(text);
  }
  const std::string more{base::prefix_code_points(all, kept + 1)};
  if (!fits && more.size() < all.size() && message_tokens(c, knowledge(more + mark)) <= most)
    return "more of the retrieved text would fit";
  return {};
}

}  // namespace

std::string view_oracle::check(const base::result<context_view>& made, std::int64_t budget,
                               const std::vector<std::string>& retrieved) const {
  if (mandatory_ > budget) {
    if (made) return "made, although what is mandatory does not fit";
    const auto named = std::to_string(mandatory_);
    if (made.error().code != base::errc::budget_too_small || made.error().field != "max_tokens" ||
        made.error().text.find(' ' + named + ' ') == std::string::npos)
      return "refused otherwise than by needing " + named + ": " + base::to_string(made.error());
    return {};
  }
  if (!made) return "refused: " + base::to_string(made.error());
  if (const auto wrong = strict_check(made->messages); !wrong.empty()) return wrong;
  const auto& report = made->report;
  const auto sent = recount(*made, request_.tools, counter_);
  const auto& t = report.tokens;
  if (sent > budget) return "over the budget: " + std::to_string(sent);
  if (sent != t.total || t.total != t.system + t.retrieved + t.summary + t.messages + t.tools)
    return "sections do not add up to " + std::to_string(sent);
  if (report.budget != budget || report.counter != counter_.name() ||
      report.exact != counter_.exact())
    return "the report is about another view";
  return check_texts(*made, budget, retrieved);
}

std::string view_oracle::check_texts(const context_view& view, std::int64_t budget,
                                     const std::vector<std::string>& retrieved) const {
  auto left = budget - mandatory_;
  std::vector<chat_message> expected;
  if (system_) expected.push_back(*system_);

  const auto summary_tokens = summary_ ? message_tokens(counter_, *summary_) : 0;
  const bool with_summary = summary_ && summary_tokens <= left;
  if (with_summary) left -= summary_tokens;
  if (view.report.summary_id.has_value() != with_summary) return "summary_id is wrong";

  const auto at = expected.size();
  const bool any = at < view.messages.size() && view.messages[at].role == "system" &&
                   view.messages[at].content->starts_with(retrieved_heading);
  const auto* entry = any ? &view.messages[at] : nullptr;
  if (const auto wrong = wrong_retrieved(entry, joined(retrieved), std::min(left, budget / 4),
                                         view.report.retrieved_cut, counter_);
      !wrong.empty())
    return wrong;
  if (entry) {
    expected.push_back(*entry);
    left -= message_tokens(counter_, *entry);
  }
  if (with_summary) expected.push_back(*summary_);

  auto from = parts_.size();
  for (; from > 0; --from) {
    const auto& p = parts_[from - 1];
    const bool newest = from == parts_.size() && p.seq > floor_;
    if (newest || (p.seq != 0 && p.seq == prompt_)) continue;
    if (p.tokens > left) break;
    left -= p.tokens;
  }
  std::vector<const part*> in;
  for (std::size_t n = 0; n < parts_.size(); ++n)
    if (n >= from || (parts_[n].seq != 0 && parts_[n].seq == prompt_)) in.push_back(&parts_[n]);
  for (const auto* p : in) expected.insert(expected.end(), p->messages.begin(), p->messages.end());
  if (view.messages != expected)
    return std::to_string(view.messages.size()) + " messages, not the " +
           std::to_string(expected.size()) + " that are expected";
  if (view.report.pending != pending_from(from)) return "pending is wrong";
  return check_seqs(view.report, in, with_summary);
}

/// The unanswered calls of a view that has the parts from this one on.
std::vector<std::string> view_oracle::pending_from(std::size_t part) const {
  const bool all = part == 0 || parts_[part - 1].seq <= floor_;
  const auto cut = all ? floor_ + 1 : parts_[part].seq;
  std::vector<std::string> ids;
  for (const auto& [seq, answers] : answers_) {
    if (seq < cut) continue;
    const auto calls = calls_of(history_[static_cast<std::size_t>(seq - 1)]);
    for (std::size_t n = 0; n < calls.size(); ++n)
      if (!answers[n]) ids.push_back(calls[n].id);
  }
  return ids;
}

std::string view_oracle::check_seqs(const context_report& report,
                                    const std::vector<const part*>& in, bool with_summary) const {
  const std::int64_t last = static_cast<std::int64_t>(history_.size());
  // 0: not accounted for, 1: in the view, 2: left out.
  std::vector<int> fate(history_.size() + 1);
  included_messages included;
  std::int64_t prior = 0;
  for (const auto* p : in) {
    if (p->seq == 0) {
      ++prior;
      continue;
    }
    auto seqs = p->results;
    seqs.push_back(p->seq);
    for (const auto seq : seqs) {
      fate[static_cast<std::size_t>(seq)] = 1;
      included.from_seq = included.messages++ == 0 ? seq : std::min(included.from_seq, seq);
      included.to_seq = std::max(included.to_seq, seq);
    }
  }
  if (!(report.included == included) || report.prior_messages != prior) return "included is wrong";
  const auto held = std::count_if(parts_.begin(), parts_.end(), [](auto& p) { return p.seq > 0; });
  const bool all = in.size() == static_cast<std::size_t>(held) + static_cast<std::size_t>(prior);
  std::int64_t end = 0;
  bool due = false;
  for (const auto& range : report.left_out) {
    if (range.from_seq <= end || range.to_seq < range.from_seq || range.to_seq > last)
      return "left_out is no list of ascending ranges";
    end = range.to_seq;
    const auto budget = range.reason == left_out_reason::budget;
    due |= budget && range.to_seq > floor_;
    for (auto seq = range.from_seq; seq <= range.to_seq; ++seq) {
      const auto& m = history_[static_cast<std::size_t>(seq - 1)];
      const bool covered = seq <= floor_;
      const auto named =
          "message " + std::to_string(seq) + " left out as " + std::string{to_string(range.reason)};
      if (fate[static_cast<std::size_t>(seq)]++ != 0) return named + ", but it is in the view";
      fate[static_cast<std::size_t>(seq)] = 2;
      const bool right =
          covered ? range.reason ==
                        (with_summary ? left_out_reason::summarized : left_out_reason::budget)
          : range.reason == left_out_reason::erased  ? m.status == domain::message_status::erased
          : range.reason == left_out_reason::no_call ? m.role == "tool"
          : range.reason == left_out_reason::pending ? request_.pending == pending_rule::omit
                                                     : budget && !all;
      if (!right) return named;
    }
  }
  for (std::int64_t seq = system_from_history_ ? 2 : 1; seq <= last; ++seq)
    if (fate[static_cast<std::size_t>(seq)] == 0)
      return "nothing is said about message " + std::to_string(seq);
  return due == report.summary_due ? "" : "summary_due is wrong";
}

}  // namespace parley::testing_context
