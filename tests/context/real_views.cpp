#define CAF_SUITE context_real_views
#include <fstream>

#include "caf/test/unit_test.hpp"
#include "context/view_cases.hpp"
#include "parley/domain/transcript.hpp"
#include "storage/scale.hpp"

using namespace parley;
using namespace parley::testing_context;

namespace {

std::vector<talk> real_talks() {
  std::vector<talk> talks;
  std::ifstream in{PARLEY_REAL_CONVERSATIONS};
  std::string line;
  while (std::getline(in, line)) {
    const auto value = domain::parse_json(line);
    CAF_REQUIRE(value.has_value());
    auto read = domain::read_chat_line(*value, base::limits{});
    CAF_REQUIRE(read.has_value());
    talk t{std::move(read->messages), std::move(read->session.participants)};
    for (std::size_t n = 0; n < t.messages.size(); ++n) {
      auto& m = t.messages[n];
      m.seq = static_cast<std::int64_t>(n) + 1;
      if (m.role == "user" || m.role == "assistant") m.sender_id = m.role;
    }
    talks.push_back(std::move(t));
  }
  return talks;
}

}  // namespace

CAF_TEST(views of real conversations) {
  const auto talks = real_talks();
  CAF_REQUIRE_EQUAL(talks.size(), 100u);
  const auto seed = tests::first_seed(0);
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  view_tally seen;
  const auto rounds = tests::scaled(ROUNDS);
  for (std::uint64_t n = 0; n < static_cast<std::uint64_t>(rounds); ++n) {
    talk_generator g{seed + n};
    auto t = talks[static_cast<std::size_t>(g.number(0, 99))];
    const auto length = g.number(1, static_cast<std::int64_t>(t.messages.size()));
    t.messages.resize(static_cast<std::size_t>(length));
    const auto wrong = check_views(t, g, 10, seen);
    if (wrong.empty()) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed + n << ": " << wrong);
    break;
  }
  CAF_MESSAGE(to_string(seen));
  CAF_CHECK(seen.refused > 0 && seen.whole > 0);
}
