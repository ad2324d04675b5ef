/// What summaries of real conversations still name of the part that they stand for, beside the
/// first and the last messages at the same length, and how long they take.
#include <cctype>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "bench.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/transcript.hpp"
#include "parley/models/extractive.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

using words = std::set<std::string>;

constexpr std::size_t at_once = 1000000;  ///< a step that no conversation reaches

/// What is looked for, found by rules that know nothing of the summarizer's.
struct wanted {
  words ids;      ///< letters and digits in one word
  words numbers;  ///< amounts, dates, times; of two digits at least
  words names;    ///< words with a capital within a sentence
  words spoken;   ///< those of the three that a person or the assistant said
  std::vector<std::set<std::string>> outcomes;  ///< of each result: words of which most are needed
};

bool is_inner(char c) {
  return c == '_' || c == '.' || c == ':' || c == ',' || c == '@' || c == '-';
}

template <class use>
void each_word(const std::string& text, use&& one) {
  bool begins = true;  // a sentence
  for (std::size_t at = 0; at < text.size();) {
    if (!std::isalnum(static_cast<unsigned char>(text[at]))) {
      if (std::string_view{".!?\n:-*\"({["}.find(text[at]) != std::string_view::npos) begins = true;
      ++at;
      continue;
    }
    auto end = at;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) ||
                                 (is_inner(text[end]) && end + 1 < text.size() &&
                                  std::isalnum(static_cast<unsigned char>(text[end + 1])))))
      ++end;
    one(text.substr(at, end - at), begins);
    begins = false;
    at = end;
  }
}

void collect(const std::string& text, bool spoken, wanted& into) {
  each_word(text, [&](const std::string& word, bool begins) {
    const auto count = [&](auto is) {
      return std::count_if(word.begin(), word.end(),
                           [&](char c) { return is(static_cast<unsigned char>(c)) != 0; });
    };
    const auto digits = count([](int c) { return std::isdigit(c); });
    const auto letters = count([](int c) { return std::isalpha(c); });
    words* kind = nullptr;
    if (digits > 0 && letters > 0 && word.size() >= 4) kind = &into.ids;
    if (digits > 1 && letters == 0) kind = &into.numbers;
    if (digits == 0 && !begins && std::isupper(static_cast<unsigned char>(word[0])) && letters > 1)
      kind = &into.names;
    if (!kind) return;
    kind->insert(word);
    if (spoken) into.spoken.insert(word);
  });
}

std::string as_text(const domain::message& m) {
  auto text = m.role + ": " + m.content.value_or("");
  if (!m.tool_calls.empty()) {
    for (const auto& call : m.tool_calls.value())
      text += ' ' + call["function"]["name"].get<std::string>() + ' ' +
              call["function"]["arguments"].get<std::string>();
  }
  return text + '\n';
}

words words_of(const std::string& text) {
  words found;
  each_word(text, [&](const std::string& word, bool) { found.insert(word); });
  return found;
}

/// What is to be summarized after the last round: all but the newest six, no group apart.
std::vector<domain::message> summarized_part(const std::vector<domain::message>& all) {
  std::vector<domain::message> talk;
  for (const auto& m : all)
    if (m.role != "system") talk.push_back(m);
  auto end = talk.size() > 6 ? talk.size() - 6 : 0;
  while (end > 0 && end < talk.size() && talk[end].role == "tool") --end;
  talk.resize(end);
  return talk;
}

wanted wanted_of(const std::vector<domain::message>& part) {
  wanted all;
  std::string call;
  for (const auto& m : part) {
    const bool tool = m.role == "tool";
    const auto text = as_text(m);
    collect(text, !tool && m.tool_calls.empty(), all);
    if (!m.tool_calls.empty()) {
      wanted of_call;
      collect(text, false, of_call);
      call = m.tool_calls.value()[0]["function"]["name"].get<std::string>();
    }
    if (tool && !base::is_blank(m.content.value_or(""))) {
      // The tool's name, and of an error its words, of a record the ids in the first of it.
      wanted of_result;
      const auto head = m.content->substr(0, 120);
      collect(head, false, of_result);
      auto needed =
          m.content->front() == '{' || m.content->front() == '[' ? of_result.ids : words_of(head);
      needed.insert(m.name.value_or(call));
      all.outcomes.push_back(needed);
    }
  }
  return all;
}

struct share {
  double found = 0;
  double of = 0;
  double percent() const { return of > 0 ? 100 * found / of : 100; }
};
using table = std::map<std::string, share>;

void measure(const wanted& all, const std::string& text, table& into) {
  const auto said = words_of(text);
  const auto count = [&](const char* what, const words& of) {
    for (const auto& w : of) into[what].found += said.contains(w) ? 1 : 0;
    into[what].of += static_cast<double>(of.size());
  };
  count("ids", all.ids);
  count("numbers", all.numbers);
  count("names", all.names);
  count("spoken", all.spoken);
  for (const auto& outcome : all.outcomes) {
    double found = 0;
    for (const auto& w : outcome) found += said.contains(w) ? 1 : 0;
    into["outcomes"].found += found >= 0.8 * static_cast<double>(outcome.size()) ? 1 : 0;
    into["outcomes"].of += 1;
  }
}

std::string first_and_last(const std::vector<domain::message>& part, std::size_t chars) {
  std::string all;
  for (const auto& m : part) all += as_text(m);
  const auto total = base::code_points(all);
  if (total <= chars) return all;
  const auto tail = base::prefix_code_points(all, total - chars / 2).size();
  return std::string{base::prefix_code_points(all, chars / 2)} + '\n' + all.substr(tail);
}

/// A summary in one go, or one after every few messages that carries the last one on.
base::result<std::string> summarize(const std::vector<domain::message>& part, std::int64_t chars,
                                    std::size_t step) {
  context::summary_job job;
  for (std::size_t from = 0, rounds = 0; from < part.size(); ++rounds) {
    auto end = std::min(part.size(), from + step);
    while (end < part.size() && part[end].role == "tool") ++end;
    job.messages.assign(part.begin() + static_cast<std::ptrdiff_t>(from),
                        part.begin() + static_cast<std::ptrdiff_t>(end));
    job.meta = rounds >= 2;
    auto made = models::extract(job, {chars});
    if (!made) return made;
    job.previous = std::move(*made);
    from = end;
  }
  return *job.previous;
}

void compare(const std::vector<std::vector<domain::message>>& parts, std::int64_t chars,
             std::size_t step) {
  table ours;
  table baseline;
  double part_chars = 0;
  double summary_chars = 0;
  double seconds = 0;
  int n = 0;
  for (const auto& part : parts) {
    std::string whole;
    for (const auto& m : part) whole += as_text(m);
    const auto length = base::code_points(whole);
    if (length <= static_cast<std::size_t>(chars)) continue;
    const auto start = steady::now();
    const auto summary = summarize(part, chars, step);
    seconds += seconds_since(start);
    if (!summary) continue;
    ++n;
    part_chars += static_cast<double>(length);
    summary_chars += static_cast<double>(base::code_points(*summary));
    const auto all = wanted_of(part);
    measure(all, *summary, ours);
    measure(all, first_and_last(part, base::code_points(*summary)), baseline);
  }
  std::printf(
      "limit %lld%s: %d conversations, mean part %.0f, mean summary %.0f characters, %.2f ms "
      "each\n",
      static_cast<long long>(chars), step == at_once ? "" : " in steps", n, part_chars / n,
      summary_chars / n, 1000 * seconds / n);
  for (const auto& [what, s] : ours)
    std::printf("  %-9s %5.1f %%   first and last messages %5.1f %%   of %.0f\n", what.c_str(),
                s.percent(), baseline[what].percent(), s.of);
}

}  // namespace

int main(int argc, char** argv) {
  std::ifstream in{argc > 1 ? argv[1] : PARLEY_REAL_CONVERSATIONS};
  std::vector<std::vector<domain::message>> parts;
  for (std::string line; std::getline(in, line);) {
    const auto value = domain::parse_json(line);
    if (!value) continue;
    const auto talk = domain::read_chat_line(*value, {});
    if (talk) parts.push_back(summarized_part(talk->messages));
  }
  if (argc > 2) {
    context::summary_job job;
    job.messages = parts[static_cast<std::size_t>(std::atoi(argv[2]))];
    std::cout << models::extract(job).value_or("nothing") << '\n';
    return 0;
  }
  for (const auto step : {at_once, std::size_t{8}})
    for (const auto chars : {2000, 3500}) compare(parts, chars, step);
}
