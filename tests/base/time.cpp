#define CAF_SUITE time

#include "parley/base/time.hpp"

#include <iostream>
#include <random>

#include "caf/test/unit_test.hpp"
#include "parley/base/clock.hpp"

using namespace parley::base;

CAF_TEST(times that can be read) {
  const struct {
    const char* text;
    const char* canonical;
  } table[] = {
      {"2026-01-02T03:04:05.678901Z", "2026-01-02T03:04:05.678901Z"},
      {"2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000Z"},
      {"2026-01-02T03:04:05", "2026-01-02T03:04:05.000000Z"},
      {"2026-01-02 03:04:05.5", "2026-01-02T03:04:05.500000Z"},
      {"2026-01-02t03:04:05z", "2026-01-02T03:04:05.000000Z"},
      {"2026-01-02T03:04:05.1234567899Z", "2026-01-02T03:04:05.123456Z"},
      {"2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.000000Z"},
      {"2026-01-02T03:04:05-05:30", "2026-01-02T08:34:05.000000Z"},
      {"2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000000Z"},
      {"2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000000Z"},
      {"2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000000Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"},
      {"0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000000Z"},
      {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
      {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
  };
  for (const auto& row : table) {
    const auto t = parse_time(row.text);
    if (!t) CAF_ERROR("refused " << row.text);
    if (t) CAF_CHECK_EQUAL(format_time(*t), row.canonical);
  }
}

CAF_TEST(times that cannot) {
  const char* const table[] = {
      "",
      "now",
      "2026",
      "2026-01-02",
      "2026-1-2T03:04:05Z",
      "2026-13-01T00:00:00Z",
      "2026-00-01T00:00:00Z",
      "2026-02-29T00:00:00Z",
      "1900-02-29T00:00:00Z",
      "2026-04-31T00:00:00Z",
      "2026-01-00T00:00:00Z",
      "2026-01-02T24:00:00Z",
      "2026-01-02T03:60:00Z",
      "2026-01-02T03:04:61Z",
      "2026-01-02T03:04:05.Z",
      "2026-01-02T03:04:05,5Z",
      "2026-01-02T03:04:05ZZ",
      "2026-01-02T03:04:05+2:00",
      "2026-01-02T03:04:05+0200",
      "2026-01-02T03:04:05+24:00",
      "2026-01-02T03:04:05+02:60",
      "2026-01-02T03:04:05 Z",
      " 2026-01-02T03:04:05Z",
      "2026-01-02T03:04Z",
      "12026-01-02T03:04:05Z",
      "-001-01-02T03:04:05Z",
      "2026-01-02X03:04:05Z",
      "0000-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01",
      "9999-12-31T23:59:60Z",
  };
  for (const auto* text : table) {
    const auto t = parse_time(text);
    if (t) CAF_ERROR("accepted " << text);
    if (!t) CAF_CHECK(t.error().code == errc::invalid_argument && t.error().field.empty());
  }
}

CAF_TEST(years beyond four digits are cut to them) {
  CAF_CHECK_EQUAL(format_time(timestamp::max()), "9999-12-31T23:59:59.999999Z");
  CAF_CHECK_EQUAL(format_time(timestamp::min()), "0000-01-01T00:00:00.000000Z");
}

CAF_TEST(what is written is read back) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << std::endl;
  std::mt19937_64 random{seed};
  const auto first = to_micros(*parse_time("0000-01-01T00:00:00Z"));
  const auto last = to_micros(*parse_time("9999-12-31T23:59:59.999999Z"));
  std::uniform_int_distribution<std::int64_t> any{first, last};
  for (int i = 0; i < 2000; ++i) {
    const auto t = from_micros(any(random));
    CAF_REQUIRE(parse_time(format_time(t)) == t);
  }
}

CAF_TEST(monotonic time does not go back) {
  auto last = system_clock().monotonic();
  for (int i = 0; i < 1000; ++i) {
    const auto next = system_clock().monotonic();
    CAF_REQUIRE(next >= last);
    last = next;
  }
  CAF_CHECK(system_clock().now() > *parse_time("2024-01-01T00:00:00Z"));
}
