#include "parley/context/rounds.hpp"

#define CAF_SUITE context_rounds
#include <caf/test/unit_test.hpp>
#include <vector>

using parley::context::is_due;

namespace {

std::vector<std::int64_t> due_upto(std::int64_t last, const parley::context::round_rules& rules) {
  std::vector<std::int64_t> due;
  for (std::int64_t round = 0; round <= last; ++round)
    if (is_due(round, rules)) due.push_back(round);
  return due;
}

}  // namespace

CAF_TEST(the defaults) {
  CAF_CHECK((due_upto(26, {}) == std::vector<std::int64_t>{6, 10, 15, 20, 25}));
}

CAF_TEST(other rules) {
  CAF_CHECK((due_upto(12, {2, 4, 3}) == std::vector<std::int64_t>{2, 4, 7, 10}));
  CAF_CHECK((due_upto(5, {1, 1, 1}) == std::vector<std::int64_t>{1, 2, 3, 4, 5}));
  // The first may come after the second.
  CAF_CHECK((due_upto(9, {8, 3, 5}) == std::vector<std::int64_t>{3, 8}));
}
