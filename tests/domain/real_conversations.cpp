#define CAF_SUITE real_conversations

#include <fstream>

#include "caf/test/unit_test.hpp"
#include "domain/round_trip.hpp"

using namespace parley;

CAF_TEST(every message of a real transcript comes back as it was) {
  std::ifstream in{PARLEY_REAL_CONVERSATIONS};
  CAF_REQUIRE(in.good());
  const auto seen = expect::round_trip(in);
  CAF_CHECK_EQUAL(seen.changed, "");
  CAF_CHECK_EQUAL(seen.conversations, 100);
  CAF_CHECK_EQUAL(seen.messages, 2658);
}
