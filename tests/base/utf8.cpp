#define CAF_SUITE utf8

#include "parley/base/utf8.hpp"

#include <string>

#include "caf/test/unit_test.hpp"

using namespace parley::base;
using namespace std::string_literals;

namespace {

/// The encoding of one value, surrogates and values beyond Unicode included.
std::string encoded(std::uint32_t v) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | ((v >> shift) & 0x3f)); };
  if (v < 0x80) return {static_cast<char>(v)};
  if (v < 0x800) return {static_cast<char>(0xc0 | v >> 6), tail(0)};
  if (v < 0x10000) return {static_cast<char>(0xe0 | v >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | v >> 18), tail(12), tail(6), tail(0)};
}

}  // namespace

CAF_TEST(every code point and no other) {
  for (std::uint32_t v = 0; v < 0x111000; ++v) {
    const bool legal = v <= 0x10ffff && (v < 0xd800 || v > 0xdfff);
    if (is_utf8(encoded(v)) != legal) CAF_ERROR("wrong about U+" << v);
    if (legal && code_points(encoded(v)) != 1) CAF_ERROR("miscounts U+" << v);
  }
}

CAF_TEST(ill formed sequences) {
  const std::string table[] = {
      "\x80"s,                      // a continuation alone
      "\xc0\x80"s,                  // overlong
      "\xc1\xbf"s,                  // overlong
      "\xe0\x9f\xbf"s,              // overlong
      "\xf0\x8f\xbf\xbf"s,          // overlong
      "\xf5\x80\x80\x80"s,          // above U+10FFFF
      "\xff"s,                      //
      "\xc3"s,                      // cut
      "\xe7\x9a"s,                  // cut
      "\xf0\x9f\x99"s,              // cut
      "\xc3("s,                     // lead without continuation
      "\xe7\x9a("s,                 //
      "\xf0\x9f\x99("s,             //
      "\xed\xa0\xbd\xed\xb9\x82"s,  // surrogates as three bytes each
  };
  for (const auto& bad : table) {
    CAF_CHECK(!is_utf8(bad));
    for (std::size_t shift = 0; shift < 9; ++shift)  // wherever it stands in a word
      CAF_CHECK(!is_utf8(std::string(shift, 'x') + bad + "yyyyyyyyyy"));
  }
}

CAF_TEST(lengths count code points) {
  CAF_CHECK_EQUAL(code_points(""), 0u);
  CAF_CHECK_EQUAL(code_points("abc"), 3u);
  CAF_CHECK_EQUAL(code_points("naïve 对话 🙂"), 10u);
}

CAF_TEST(no cut splits a code point) {
  const std::string text = "aï对🙂z";
  const std::string cuts[] = {"", "a", "aï", "aï对", "aï对🙂", "aï对🙂z", "aï对🙂z"};
  for (std::size_t n = 0; n < 7; ++n) CAF_CHECK_EQUAL(prefix_code_points(text, n), cuts[n]);
}

CAF_TEST(control characters) {
  for (const auto& text : {"\0"s, "a\nb"s, "\x1f"s, "\x7f"s, "\xc2\x80"s, "x\xc2\x9f"s})
    CAF_CHECK(has_control_characters(text));
  for (const auto& text : {""s, " "s, "~"s, "\xc2\xa0"s, "é"s, "对"s, "\xc3\x80"s})
    CAF_CHECK(!has_control_characters(text));
}
