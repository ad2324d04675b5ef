#include "tools/terminal.hpp"

#define CAF_SUITE tools_terminal
#include "caf/test/unit_test.hpp"

using namespace parley;

CAF_TEST(control_characters_are_shown_not_sent) {
  const struct {
    std::string text;
    std::string shown;
  } table[] = {
      {"plain \xC3\xA4 \xF0\x9F\x98\x80", "plain \xC3\xA4 \xF0\x9F\x98\x80"},
      {"a\tb\nc", "a\tb\nc"},
      {"\x1B[2J", "\\x1B[2J"},
      {"bell\x07", "bell\\x07"},
      {std::string("\0", 1), "\\x00"},
      {"\x7F", "\\x7F"},
      {"\xC2\x9B"
       "2J",
       "\\x9B2J"},
      {"\xC2\xA0", "\xC2\xA0"},
      {"\r", "\\x0D"},
  };
  for (const auto& entry : table) CAF_CHECK_EQUAL(tools::printable(entry.text), entry.shown);
}

CAF_TEST(long_text_is_cut_between_code_points) {
  CAF_CHECK_EQUAL(tools::one_line("a\nb", 10), "a b");
  CAF_CHECK_EQUAL(tools::one_line("0123456789", 10), "0123456789");
  CAF_CHECK_EQUAL(tools::one_line("01234567890", 10), "0123456...");
  CAF_CHECK_EQUAL(tools::one_line("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4", 5),
                  "\xC3\xA4\xC3\xA4...");
}

CAF_TEST(columns_line_up) {
  CAF_CHECK_EQUAL(tools::table_text({{"A", "B"}, {"\xC3\xA4\xC3\xA4", "x"}, {"y", ""}}),
                  "A   B\n\xC3\xA4\xC3\xA4  x\ny   \n");
}
