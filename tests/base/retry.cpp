#define CAF_SUITE base_retry
#include "parley/base/retry.hpp"

#include "caf/test/unit_test.hpp"
#include "parley/testing/fake_clock.hpp"

using namespace parley;
using namespace std::chrono_literals;

CAF_TEST(pauses_double_up_to_two_seconds) {
  testing::fake_clock clock;
  base::retry r{clock};
  CAF_CHECK(r.is_time());
  for (const auto pause : {50ms, 100ms, 200ms, 400ms, 800ms, 1600ms, 2000ms, 2000ms}) {
    r.failed();
    clock.advance(pause - 1us);
    CAF_CHECK(!r.is_time());
    clock.advance(1us);
    CAF_CHECK(r.is_time());
  }
  r.failed();
  r.succeeded();
  CAF_CHECK(r.is_time());
  r.failed();
  clock.advance(50ms);
  CAF_CHECK(r.is_time());
}
