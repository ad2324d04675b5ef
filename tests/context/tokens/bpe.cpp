#define CAF_SUITE bpe

#include <algorithm>
#include <map>
#include <random>

#include "caf/test/unit_test.hpp"
#include "context/tokens/tiny_ranks.hpp"
#include "parley/context/bpe.hpp"
#include "storage/scale.hpp"

using namespace parley;
using context::bpe_counter;
using context::bpe_encoding;
using context::bpe_ranks;

namespace {

bpe_counter counter_of(bpe_encoding encoding, const std::vector<std::string>& tokens) {
  auto ranks = bpe_ranks::parse(tests::rank_file(tokens));
  CAF_REQUIRE(ranks.has_value());
  return {encoding, std::move(*ranks)};
}

/// Byte-pair encoding as it is defined, one join after the other.
std::int64_t count_slowly(const std::vector<std::string>& tokens, const std::string& piece) {
  std::map<std::string, std::size_t> ranks;
  for (std::size_t i = 0; i < tokens.size(); ++i) ranks[tokens[i]] = i;
  if (ranks.contains(piece)) return 1;
  std::vector<std::string> parts;
  for (const char c : piece) parts.emplace_back(1, c);
  for (;;) {
    auto best = parts.end();
    std::size_t lowest = tokens.size();
    for (auto at = parts.begin(); at != parts.end() && at + 1 != parts.end(); ++at) {
      const auto found = ranks.find(*at + at[1]);
      if (found == ranks.end() || found->second >= lowest) continue;
      lowest = found->second;
      best = at;
    }
    if (best == parts.end()) return static_cast<std::int64_t>(parts.size());
    *best += best[1];
    parts.erase(best + 1);
  }
}

}  // namespace

CAF_TEST(pieces keep apart what could be joined) {
  // Each text would be one token if it were not cut; the numbers are the pieces' single bytes.
  const struct {
    const char* text;
    std::int64_t cl100k;
    std::int64_t o200k;
  } table[] = {
      {"ab", 1, 1},        // a word
      {" ab", 1, 1},       // with the blank before it
      {"\tab", 1, 1},      // or another sign
      {"\nab", 3, 3},      // but no line feed
      {"a1", 2, 2},        //
      {"1a", 2, 2},        //
      {"123", 1, 1},       // up to three digits
      {"1234", 4, 4},      //
      {" 1", 2, 2},        // and no blank before them
      {"ab's", 4, 1},      // a contraction is a piece of its own, or belongs to the word
      {"ab'S", 4, 1},      //
      {"ab'x", 4, 4},      //
      {"aB", 1, 2},        // o200k_base cuts between cases,
      {"AbC", 1, 3},       //
      {"ABc", 1, 1},       // but not capitals before a word
      {"!?", 1, 1},        // signs
      {" !?", 1, 1},       //
      {"!\n\n", 1, 1},     // with the line ends behind them
      {"!\n/", 3, 1},      // and slashes
      {"  \n ", 4, 4},     // white space up to the last line end
      {"  a", 3, 3},       // or up to the word's blank
      {"   ", 1, 1},       //
      {"\u0301AB", 1, 4},  // a mark before capitals
      {"\u0301ab", 1, 1},  //
      {"A\u0301b", 4, 1},  // a mark is no letter in cl100k_base
      {"中B", 1, 4},       // the tail of a word without case ends before capitals
  };
  std::vector<std::string> tokens;
  for (const auto& one : table) tokens.push_back(one.text);
  const auto all = tests::with_single_bytes(tokens);
  for (const auto& [text, cl100k, o200k] : table) {
    CAF_MESSAGE(text);
    // Alone in its file, so that none is joined of others.
    const auto file = tests::with_single_bytes({text});
    CAF_CHECK_EQUAL(counter_of(bpe_encoding::cl100k_base, file).count(text), cl100k);
    CAF_CHECK_EQUAL(counter_of(bpe_encoding::o200k_base, file).count(text), o200k);
  }
}

CAF_TEST(the lowest rank is joined first and of equal ones the leftmost) {
  const struct {
    std::vector<std::string> tokens;
    const char* text;
    std::int64_t expected;
  } table[] = {
      {{"ab", "bc"}, "abc", 2},
      {{"bc", "ab", "abc"}, "abcd", 2},         // a, bc: abc is made of them
      {{"aa"}, "aaaaa", 3},                     //
      {{"aa", "aaa"}, "aaaa", 2},               // aa aa, not aaa a
      {{"bc", "ab", "cd", "abcd"}, "abcd", 1},  // whole, though bc is joined first
      {{"bc", "ab", "cd", "abcd"}, "abcde", 4},
      {{"ab", "cd", "abcd", "abcde"}, "xabcde", 2},
  };
  for (const auto& [tokens, text, expected] : table) {
    CAF_MESSAGE(text);
    const auto file = tests::with_single_bytes(tokens);
    CAF_CHECK_EQUAL(counter_of(bpe_encoding::cl100k_base, file).count(text), expected);
    CAF_CHECK_EQUAL(count_slowly(file, text), expected);
  }
}

CAF_TEST(random ranks against the definition) {
  const auto seed = tests::first_seed(7);
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  std::mt19937_64 random{seed};
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>{0, n - 1}(random);
  };
  for (int round = tests::scaled(60); round > 0; --round) {
    // Tokens are joins of two earlier ones, so that all can come about; letters are few.
    auto tokens = tests::with_single_bytes({});
    std::vector<std::string> made{"a", "b", "c", "d"};
    for (auto n = 5 + below(60); n > 0; --n) {
      auto next = made[below(made.size())] + made[below(made.size())];
      if (next.size() > 40 || std::find(made.begin(), made.end(), next) != made.end()) continue;
      made.push_back(next);
      tokens.push_back(std::move(next));
    }
    const auto counts = counter_of(bpe_encoding::cl100k_base, tokens);
    for (const std::size_t size : {1u, 2u, 5u, 9u, 30u, 127u, 128u, 129u, 400u}) {
      std::string text;
      while (text.size() < size) text += made[below(made.size())];
      text.resize(size);
      const auto expected = count_slowly(tokens, text);
      if (counts.count(text) != expected)
        CAF_ERROR(counts.count(text) << " for " << expected << ": " << text);
      // The same bytes without anything readable behind them.
      const std::vector<char> tight(text.begin(), text.end());
      CAF_CHECK_EQUAL(counts.count({tight.data(), tight.size()}), expected);
    }
  }
}

CAF_TEST(long runs take no quadratic time) {
  std::vector<std::string> powers;
  for (std::size_t size = 2; size <= 64; size *= 2) powers.emplace_back(size, 'a');
  const auto counts = counter_of(bpe_encoding::o200k_base, tests::with_single_bytes(powers));
  CAF_CHECK_EQUAL(counts.count(std::string(1 << 20, 'a')), (1 << 20) / 64);
  CAF_CHECK_EQUAL(counts.count(std::string(1 << 20, 'b')), 1 << 20);
  std::string both;
  while (both.size() < 1 << 20) both += "aab";
  CAF_CHECK_EQUAL(counts.count(both), static_cast<std::int64_t>(both.size() / 3 * 2));
}

CAF_TEST(ill formed text is counted by its bytes) {
  const auto counts = counter_of(bpe_encoding::o200k_base, tests::with_single_bytes({}));
  for (const std::string text : {"\xff", "\xc3", "a\xe4\xb8", "\xf0\x9f\x99", "\x80\x80",
                                 "\xf5\x80\x80\x80", "\xf4\x90\x80\x80", "\xed\xa0\x80x"})
    CAF_CHECK_EQUAL(counts.count(text), static_cast<std::int64_t>(text.size()));
  CAF_CHECK_EQUAL(counts.count(""), 0);
}
