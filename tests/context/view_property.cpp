#define CAF_SUITE context_view_property
#include "caf/test/unit_test.hpp"
#include "context/view_cases.hpp"
#include "storage/scale.hpp"

using namespace parley;
using namespace parley::testing_context;

CAF_TEST(views of generated conversations) {
  const auto seed = tests::first_seed(0);
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  view_tally seen;
  const auto rounds = tests::scaled(ROUNDS);
  for (std::uint64_t n = 0; n < static_cast<std::uint64_t>(rounds); ++n) {
    talk_generator g{seed + n};
    const auto t = g.make(static_cast<std::size_t>(g.number(1, g.one_in(10) ? 120 : 25)));
    const auto wrong = check_views(t, g, 11, seen);
    if (!wrong.empty()) {
      CAF_ERROR("PARLEY_TEST_SEED=" << seed + n << ": " << wrong);
      break;
    }
  }
  CAF_MESSAGE(to_string(seen));
  CAF_CHECK(seen.refused > seen.cases / 100);
  CAF_CHECK(seen.whole > seen.cases / 100);
}
