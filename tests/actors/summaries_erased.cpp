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

CAF_TEST(what is erased while the store is asked is noticed) {
  for (int n = 0; n < 30; ++n) {
    const auto id = "s" + std::to_string(n);
    create(id);
    talk(6, id);
    CAF_REQUIRE_EQUAL(model->jobs.size(), 1u);
    say_made("first");
    begin<done>(passivate_atom_v, who(), ref(id));
    step();
    // In the middle of the nth read of the activation, everybody else goes on.
    script->before_read([&, left = std::make_shared<int>(n)] {
      if ((*left)-- != 0) return true;
      begin<domain::erasure>(blank_atom_v, who(), ref(id), blank_command{"", {1}, {}, {}});
      while (sched.try_run_once()) continue;
      return true;
    });
    append(say({"more"}), id);
    script->before_read(nullptr);
    step();
    while (!model->jobs.empty()) say_made("again");
    std::int64_t stale = 0, covered = 0;
    for (const auto& s : summaries(id)) {
      auto& upto = s.stale ? stale : covered;
      upto = std::max(upto, s.to_seq);
    }
    if (covered < stale || covered == 0) CAF_ERROR("read " << n << ": nobody made it again");
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
