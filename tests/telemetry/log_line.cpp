#define CAF_SUITE telemetry_log_line
#include "telemetry/log_line.hpp"

#include <algorithm>
#include <random>

#include "caf/test/unit_test.hpp"
#include "parley/domain/json.hpp"
#include "parley/telemetry/log_budget.hpp"

using namespace parley;
using namespace std::chrono_literals;
using namespace parley::telemetry;

namespace {

using facts = std::vector<log_field>;

bool printable(const std::string& line) {
  return std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

CAF_TEST(a_line_is_an_event_and_its_facts) {
  CAF_CHECK_EQUAL(text_line("node started", facts{{"store", "sqlite"}, {"n", "3"}}),
                  R"(node started store="sqlite" n="3")");
  CAF_CHECK_EQUAL(json_members("node started", facts{{"store", "sqlite"}}),
                  R"("event":"node started","store":"sqlite")");
  CAF_CHECK_EQUAL(json_members("x", {}), R"("event":"x")");
}

CAF_TEST(no_value_breaks_a_line) {
  const struct {
    std::string value;
    std::string shown;
  } table[] = {
      {"", R"("")"},
      {"a \"b\" \\c", R"("a \"b\" \\c")"},
      {"two\nlines\r\n", R"("two\nlines\r\n")"},
      {"\x1b[2J\x07", "\"\\u001b[2J\\u0007\""},
      {std::string("nul\0l", 5), "\"nul\\u0000l\""},
      {"\x7f", "\"\\u007f\""},
      {"\xc2\x9b"
       "31m",
       "\"\\u009b31m\""},                       // a control character of 8 bits
      {"a\xe2\x80\xa8z", "\"a\\u2028z\""},      // a line separator
      {"\xe2\x80\xaeniam", "\"\\u202eniam\""},  // turns the direction of writing
      {"Ada L\xc3\xb6w", "\"Ada L\\u00f6w\""},
      {"\xf0\x9f\x9a\x82", "\"\\ud83d\\ude82\""},
      {"\xff\xfe bad \xc3", "\"\\ufffd\\ufffd bad \\ufffd\""},
  };
  for (const auto& [value, shown] : table) {
    CAF_MESSAGE(shown);
    CAF_CHECK_EQUAL(log_value(value), shown);
  }
}

CAF_TEST(whatever_bytes_come_a_line_is_one_json_object_of_ascii) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 2'000; ++i) {
    std::string value;
    for (auto n = random() % 40; n > 0; --n) value += static_cast<char>(random());
    const auto line = "{" + json_members(value, facts{{"value", value}}) + "}";
    CAF_REQUIRE(printable(line));
    const auto read = domain::json::parse(line, nullptr, false);
    CAF_REQUIRE(read.is_object() && read.size() == 2);
    CAF_REQUIRE(printable(text_line("event", facts{{"value", value}})));
  }
}

CAF_TEST(long_values_are_cut) {
  const auto shown = log_value(std::string(10'000, 'x'));
  CAF_CHECK_EQUAL(shown.size(), 2'048u + 5);
  CAF_CHECK(shown.ends_with("x...\""));
  // In the middle of a character too.
  CAF_CHECK(printable(log_value("y" + std::string(2'046, 'x') + "\xc3\xb6")));
}

CAF_TEST(a_flood_of_lines_is_bounded_and_told) {
  log_budget budget{3};
  for (int i = 0; i < 3; ++i) CAF_CHECK_EQUAL(budget.take(5s).value_or(99), 0u);
  for (int i = 0; i < 10; ++i) CAF_CHECK(!budget.take(5s + 999ms));
  CAF_CHECK_EQUAL(budget.take(6s).value_or(99), 10u);
  CAF_CHECK_EQUAL(budget.take(6s).value_or(99), 0u);
  CAF_CHECK(budget.take(6s).has_value());
  CAF_CHECK(!budget.take(6s));
  CAF_CHECK_EQUAL(budget.take(20s).value_or(99), 1u);
}
