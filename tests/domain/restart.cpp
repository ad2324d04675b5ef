#define CAF_SUITE restart
#include <caf/test/unit_test.hpp>

#include "parley/domain/restart.hpp"

// When a session that failed is started again.

using namespace parley;
using domain::crash_record;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const domain::restart_rule rule;

}  // namespace

CAF_TEST(the first restart is at once and later ones wait twice as long each) {
  crash_record record;
  auto now = std::chrono::microseconds{seconds{1000}};
  record.crashed(now, 0, rule);
  CAF_CHECK(record.restart_at() == now);
  // A minute apart, so that it is not given up.
  const milliseconds expected[] = {milliseconds{100},   milliseconds{200},   milliseconds{400},
                                   milliseconds{800},   milliseconds{1600},  milliseconds{3200},
                                   milliseconds{6400},  milliseconds{12800}, milliseconds{25600},
                                   milliseconds{30000}, milliseconds{30000}};
  for (const auto delay : expected) {
    now += seconds{61};
    record.crashed(now, 0, rule);
    CAF_CHECK(!record.given_up());
    CAF_CHECK(record.restart_at() - now == delay);
  }
  for (int i = 0; i < 100; ++i) {
    now += seconds{61};
    record.crashed(now, 0, rule);
    CAF_CHECK(record.restart_at() - now == rule.longest_delay);
  }
}

CAF_TEST(chance takes off at most a half) {
  for (const std::uint64_t chance : {std::uint64_t{0}, std::uint64_t{12345}, std::uint64_t{50'000},
                                     std::uint64_t{50'001}, ~std::uint64_t{0}}) {
    crash_record record;
    record.crashed(seconds{1}, chance, rule);
    record.crashed(seconds{2}, chance, rule);
    const auto delay = record.restart_at() - seconds{2};
    CAF_CHECK(delay >= milliseconds{50});
    CAF_CHECK(delay <= milliseconds{100});
  }
}

CAF_TEST(five crashes within a minute give it up for a minute) {
  crash_record record;
  for (int i = 0; i < 4; ++i) {
    record.crashed(seconds{100 + i}, 0, rule);
    CAF_CHECK(!record.given_up());
  }
  record.crashed(seconds{104}, 0, rule);
  CAF_CHECK(record.given_up());
  CAF_CHECK(record.restart_at() == seconds{164});
  // It fails once more when it is tried again: that alone is no reason.
  record.crashed(seconds{170}, 0, rule);
  CAF_CHECK(!record.given_up());
}

CAF_TEST(quiet makes it forget) {
  crash_record record;
  CAF_CHECK(!record.forgotten(seconds{1'000'000}, rule));
  record.crashed(seconds{10}, 0, rule);
  record.crashed(seconds{11}, 0, rule);
  CAF_CHECK(!record.forgotten(seconds{310}, rule));
  CAF_CHECK(record.forgotten(seconds{312}, rule));
  record.crashed(seconds{400}, 0, rule);
  CAF_CHECK(record.crashes() == 1);
  CAF_CHECK(record.restart_at() == seconds{400});
}

CAF_TEST(a window counts what lies within it) {
  domain::crash_window window;
  CAF_CHECK(window.add(seconds{0}, seconds{60}) == 1u);
  CAF_CHECK(window.add(seconds{60}, seconds{60}) == 2u);
  CAF_CHECK(window.add(seconds{61}, seconds{60}) == 2u);
  CAF_CHECK(window.add(seconds{500}, seconds{60}) == 1u);
}
