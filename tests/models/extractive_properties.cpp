#define CAF_SUITE models_extractive_properties

#include <algorithm>
#include <fstream>
#include <sstream>

#include "caf/test/unit_test.hpp"
#include "models/jobs.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/transcript.hpp"
#include "parley/models/extractive.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/scale.hpp"

using namespace parley;
using namespace parley::tests;
using domain::json;

namespace {

/// Text as it is compared: runs of white space are one blank, emphasis is away.
std::string plain(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t bytes = 1;
    while (at + bytes < text.size() &&
           (static_cast<unsigned char>(text[at + bytes]) & 0xc0) == 0x80)
      ++bytes;
    const auto one = text.substr(at, bytes);
    at += bytes;
    if (base::is_blank(one)) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (one != "*" && one != "`") {
      out += one;
    }
  }
  return out;
}

void strings_in(const json& value, std::string& into) {
  if (value.is_string()) into += plain(value.get<std::string>()) + '\n';
  if (value.is_structured())
    for (const auto& [key, inner] : value.items()) {
      into += plain(key) + '\n';
      strings_in(inner, into);
    }
}

/// Everything that a summary of the job may be made of.
std::string corpus_of(const context::summary_job& job) {
  std::string all = plain(job.previous.value_or("")) + '\n';
  for (const auto& key : job.external_keys) all += key + '\n';
  for (const auto& m : job.messages) {
    all += m.role + ": " + plain(m.content.value_or("")) + '\n' + m.name.value_or("") + '\n';
    if (m.role == "tool") strings_in(json::parse(*m.content, nullptr, false), all);
    if (m.tool_calls.empty()) continue;
    for (const auto& call : m.tool_calls.value()) {
      const auto arguments = call["function"]["arguments"].get<std::string>();
      all += call["function"]["name"].get<std::string>() + '\n' + arguments + '\n';
      strings_in(json::parse(arguments, nullptr, false), all);
    }
  }
  return all;
}

/// The text of a line that is nowhere in the conversation; empty when all of it is.
std::string invented(const std::string& line, const context::summary_job& job,
                     const std::string& corpus) {
  // What people say is there to the letter; a record word by word.
  for (const auto& m : job.messages) {
    const auto label = m.role + ": ";
    if (m.role != "tool" && line.starts_with(label) &&
        contains(plain(m.content.value_or("")), line.substr(label.size())))
      return {};
  }
  if (job.previous && contains(plain(*job.previous), line)) return {};
  std::string parted = line;
  for (auto& c : parted)
    if (std::string_view{"(),;/:"}.find(c) != std::string_view::npos) c = ' ';
  std::istringstream words{parted};
  std::string readable = corpus;
  for (auto& c : readable)
    if (std::string_view{"(),;/:"}.find(c) != std::string_view::npos) c = ' ';
  for (std::string word; words >> word;)
    if (word != "…" && !contains(readable, word)) return word;
  return {};
}

void check(const context::summary_job& job, std::int64_t chars) {
  const auto made = models::extract(job, {chars});
  if (!made) return;
  CAF_CHECK(base::is_utf8(*made));
  CAF_CHECK(base::code_points(*made) <= static_cast<std::size_t>(chars));
  CAF_CHECK(made == models::extract(job, {chars}));
  const auto corpus = corpus_of(job);
  std::istringstream lines{*made};
  std::string wrong;
  for (std::string line; std::getline(lines, line);) {
    const std::vector<std::string> headings{
        "Goal:", "Decisions and outcomes:", "Facts:", "Open:", "Kept elsewhere:"};
    if (std::find(headings.begin(), headings.end(), line) != headings.end()) continue;
    if (!line.starts_with("- ") || line.size() < 3) {
      wrong += "no item: " + line + '\n';
      continue;
    }
    if (const auto word = invented(line.substr(2), job, corpus); !word.empty())
      wrong += "not said: '" + word + "' of: " + line + '\n';
  }
  CAF_CHECK_EQUAL(wrong, "");
}

/// Talk of every kind, also such as nobody would say.
class babble {
 public:
  explicit babble(std::uint64_t seed) : random_(seed) {}

  context::summary_job job() {
    std::vector<domain::message> messages;
    for (auto n = random_.below(30); n > 0; --n) message(messages);
    auto job = job_of(std::move(messages), 1 + static_cast<std::int64_t>(random_.below(500)));
    for (auto n = random_.below(4); n > 0; --n) job.external_keys.push_back(word());
    job.meta = random_.chance(30);
    return job;
  }

  std::uint64_t below(std::uint64_t n) { return random_.below(n); }

 private:
  void message(std::vector<domain::message>& into) {
    const auto id = "c" + std::to_string(random_.below(3));
    switch (random_.below(5)) {
      case 0:
        return into.push_back(said("user", text()));
      case 1:
        return into.push_back(said("assistant", text()));
      case 2:
        return into.push_back(said("agent_writer", text()));
      case 3:
        return into.push_back(called(id, "tool_" + ascii(), value(2)));
      default:
        break;
    }
    into.push_back(answered(id, random_.chance(60) ? value(3).dump() : text()));
  }

  std::string ascii() { return std::string(1, static_cast<char>('a' + random_.below(26))); }

  std::string word() {
    static const std::vector<std::string> words{
        "Denver",    "flight",   "the",    "HAT229", "1,200.50", "2026-01-02", "$",       "ÉCOLE",
        "Ωmega",     "москва",   "Москва", "上海",   "東京",     "カード",     "ประเทศ",  "القاهرة",
        "दिल्ली",     "서울",     "😀",      "a_b_c",  "x@y.zz",   "...",        "J.",      "3.",
        "—",         "**bold**", "`code`", "\u00a0", "\u3000",   "yes",        "confirm", "No",
        "{\"a\":1}", "end;",     "a/b",    "(see"};
    return words[random_.below(words.size())];
  }

  std::string text() {
    static const std::vector<std::string> between{" ",  " ",  " ",  " ",  ". ",   "? ",
                                                  "! ", "。", "？", "\n", "\n- ", "\n\n",
                                                  "।",  "、", "",   "\t", ": "};
    std::string out;
    const auto n = random_.chance(5) ? random_.below(600) : random_.below(40);
    for (std::uint64_t i = 0; i < n; ++i) out += word() + between[random_.below(between.size())];
    return out;
  }

  json value(int depth) {
    if (depth > 0 && random_.chance(60)) {
      auto object = json::object();
      for (auto n = random_.below(5); n > 0; --n) object[word()] = value(depth - 1);
      return object;
    }
    if (depth > 0 && random_.chance(40)) {
      auto list = json::array();
      for (auto n = random_.below(5); n > 0; --n) list.push_back(value(depth - 1));
      return list;
    }
    switch (random_.below(5)) {
      case 0:
        return static_cast<std::int64_t>(random_.below(100000));
      case 1:
        return 0.25 * static_cast<double>(random_.below(10000));
      case 2:
        return random_.chance(50);
      case 3:
        return nullptr;
      default:
        return word() + " " + word();
    }
  }

  testing::seeded_entropy random_;
};

}  // namespace

CAF_TEST(every line of a summary was said) {
  const auto first = first_seed(1);
  const auto rounds = static_cast<unsigned long long>(scaled(800));
  for (auto seed = first; seed < first + rounds; ++seed) {
    CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
    babble talk{seed};
    auto job = talk.job();
    const auto chars = static_cast<std::int64_t>(400 + talk.below(4000));
    check(job, chars);
    // And of one that continues it.
    if (const auto made = models::extract(job, {chars})) {
      auto next = talk.job();
      next.previous = *made;
      check(next, chars);
    }
  }
}

#ifdef PARLEY_REAL_CONVERSATIONS
CAF_TEST(every line of summaries of real conversations was said) {
  std::ifstream in{PARLEY_REAL_CONVERSATIONS};
  int talks = 0;
  for (std::string line; std::getline(in, line); ++talks) {
    auto talk = domain::read_chat_line(domain::parse_json(line).value(), {}).value();
    std::erase_if(talk.messages, [](const domain::message& m) { return m.role == "system"; });
    for (const auto chars : {800, 3500}) check(job_of(talk.messages), chars);
  }
  CAF_CHECK_EQUAL(talks, 100);
}
#endif
