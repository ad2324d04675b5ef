#define CAF_SUITE estimates

#include <vector>

#include "caf/test/unit_test.hpp"
#include "context/tokens/corpus.hpp"
#include "parley/base/utf8.hpp"
#include "parley/context/estimates.hpp"

using namespace parley;

CAF_TEST(a quarter of the characters rounded up) {
  const context::characters_counter counts;
  CAF_CHECK_EQUAL(counts.name(), "characters/4");
  CAF_CHECK(!counts.exact());
  const struct {
    const char* text;
    std::int64_t tokens;
  } table[] = {{"", 0},      {"a", 1},        {"abcd", 1},
               {"abcde", 2}, {"对话对话", 1}, {"🙂🙂🙂🙂🙂", 2}};
  for (const auto& [text, tokens] : table) CAF_CHECK_EQUAL(counts.count(text), tokens);
}

CAF_TEST(the safe estimate where characters are short of tokens) {
  const context::safe_counter safe;
  CAF_CHECK_EQUAL(safe.name(), "estimate_safe");
  CAF_CHECK(!safe.exact());
  CAF_CHECK_EQUAL(safe.count(""), 0);
  // Counts of cl100k_base, or of o200k_base where that has more.
  const struct {
    const char* text;
    std::int64_t exact;
  } table[] = {
      {"hello", 1},
      {"The order was not found, please try again.", 10},
      {"Donaudampfschifffahrtsgesellschaft", 13},
      {"Привет, мир!", 7},
      {"こんにちは世界", 4},
      {"안녕하세요", 5},
      {"नमस्ते", 6},
      {"สวัสดี", 6},
      {"مرحبا", 5},
      {"👩‍👩‍👧‍👦", 18},
      {"12345678901234567890", 7},
      {"{\"a\":[1,2,{}]}", 9},
      {"\t\t\tx", 2},
      {"                                        x", 2},
      {"\r\r\r\r\r\r", 6},
      {"xkcdqzjwvb", 8},
  };
  for (const auto& [text, exact] : table) {
    CAF_MESSAGE(text);
    CAF_CHECK(safe.count(text) >= exact);
    CAF_CHECK(safe.count(text) <= 3 * exact + 5);
  }
}

CAF_TEST(no text costs more than its bytes and four) {
  const context::safe_counter safe;
  for (const auto& one : tests::corpus()) {
    std::string_view text{one.text};
    CAF_CHECK(safe.count(text) <= static_cast<std::int64_t>(text.size()) + 4);
    CAF_CHECK(safe.count(text) >= static_cast<std::int64_t>(base::code_points(text) / 8));
  }
}

CAF_TEST(ill formed text is estimated too) {
  const context::safe_counter safe;
  for (const char* text :
       {"\xff", "\xc3", "a\xe4\xb8", "\xf0\x9f\x99", "\x80\x80", "\xf7\xbf\xbf\xbf"})
    CAF_CHECK(safe.count(text) > 0);
}
