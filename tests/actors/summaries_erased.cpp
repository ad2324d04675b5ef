#define CAF_SUITE summaries_erased
#include "actors/summary_world.hpp"

// Summaries of histories of which much was erased.

using namespace parley;
using namespace parley::protocol;

CAF_TEST_FIXTURE_SCOPE(summaries_erased_tests, tests::summary_world)

CAF_TEST(what was erased takes no room in a summary) {
  env->summaries.automatic = false;
  env->summaries.rules.keep_recent = 2;
  env->summaries.messages = 4;
  create();
  talk(6);
  for (int seq = 1; seq <= 5; ++seq) CAF_REQUIRE(blank(std::to_string(seq)).has_value());
  const auto asked = begin_summary();
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  const auto& job = model->jobs.front().what;
  CAF_CHECK_EQUAL(job.from_seq, 1);
  CAF_CHECK_EQUAL(job.to_seq, 7);
  CAF_CHECK_EQUAL(job.messages.size(), 2u);
  say_made("first");
  CAF_REQUIRE(*asked && (*asked)->has_value());
  // There was more than one summary takes: it goes on behind.
  CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
  CAF_CHECK_EQUAL(model->jobs.front().what.from_seq, 8);
}

CAF_TEST_FIXTURE_SCOPE_END()
