#define CAF_SUITE context_summary_plan
#include "parley/context/summary_plan.hpp"

#include "caf/test/unit_test.hpp"
#include "context/talk_generator.hpp"
#include "storage/scale.hpp"

using namespace parley;
using namespace parley::context;

namespace {

/// A letter a message: u and a talk, C calls c, D calls c and d, c and d are results, n is a
/// result without an id.
std::vector<talk_shape> talk(const std::string& letters) {
  std::vector<talk_shape> shapes;
  for (const char letter : letters) {
    talk_shape shape;
    if (letter == 'C' || letter == 'D') shape.calls.push_back({"c", "f", ""});
    if (letter == 'D') shape.calls.push_back({"d", "f", ""});
    shape.is_result = letter == 'c' || letter == 'd' || letter == 'n';
    if (shape.is_result && letter != 'n') shape.call_id = std::string{letter};
    shapes.push_back(std::move(shape));
  }
  return shapes;
}

/// How many messages are covered; 0: nothing to do.
std::size_t covers(const std::string& letters, std::int64_t keep,
                   std::optional<std::size_t> prompt = {}) {
  summary_rules rules;
  rules.keep_recent = keep;
  const auto plan = plan_summary(talk(letters), prompt, rules);
  if (!plan) return 0;
  CAF_CHECK_EQUAL(plan->covers + plan->kept, letters.size());
  return plan->covers;
}

}  // namespace

CAF_TEST(the newest stay) {
  CAF_CHECK_EQUAL(covers("", 6), 0u);
  CAF_CHECK_EQUAL(covers("uauaua", 6), 0u);
  CAF_CHECK_EQUAL(covers("uauauau", 6), 0u);  // one left is too few
  CAF_CHECK_EQUAL(covers("uauauaua", 6), 2u);
  CAF_CHECK_EQUAL(covers("uaua", 0), 4u);
}

CAF_TEST(the split walks back to the call) {
  CAF_CHECK_EQUAL(covers("uuuCca", 2), 3u);
  CAF_CHECK_EQUAL(covers("uCcaaa", 4), 1u);  // afterwards one is enough
  CAF_CHECK_EQUAL(covers("uCccaa", 3), 3u);  // the second result has no call
  CAF_CHECK_EQUAL(covers("uuDdca", 2), 2u);
  CAF_CHECK_EQUAL(covers("Cuuuca", 2), 0u);
  CAF_CHECK_EQUAL(covers("uuCcCca", 2), 4u);
  CAF_CHECK_EQUAL(covers("uuDcudua", 3), 2u);    // a user between the results
  CAF_CHECK_EQUAL(covers("uuCuDdcuca", 2), 2u);  // back to one call, and from there to another
  CAF_CHECK_EQUAL(covers("uuCna", 2), 2u);
  CAF_CHECK_EQUAL(covers("uuuda", 2), 3u);  // a result without a call holds nothing
}

CAF_TEST(the current prompt stays with everything after it) {
  CAF_CHECK_EQUAL(covers("uauaua", 2, 2), 2u);
  CAF_CHECK_EQUAL(covers("uauaua", 2, 5), 4u);
  CAF_CHECK_EQUAL(covers("uauaua", 2, 0), 0u);
  CAF_CHECK_EQUAL(covers("aDcudua", 1, 3), 1u);  // inside a group
}

CAF_TEST(when) {
  const summary_rules rules;
  CAF_CHECK(!needs_summary(5, false, 60000, rules));
  CAF_CHECK(needs_summary(5, false, 60001, rules));
  CAF_CHECK(needs_summary(6, false, 0, rules));
  CAF_CHECK(!needs_summary(6, true, 0, rules));
  CAF_CHECK(needs_summary(6, true, 60001, rules));
  CAF_CHECK(!needs_summary(7, false, 0, rules));
  CAF_CHECK(!may_summarize(5, 60000, rules));
  CAF_CHECK(may_summarize(5, 60001, rules));
  CAF_CHECK(may_summarize(7, 0, rules));
  CAF_CHECK(!is_meta(9, 5, rules));
  CAF_CHECK(!is_meta(10, 1, rules));
  CAF_CHECK(is_meta(10, 2, rules));
  CAF_CHECK_EQUAL(trigger_estimate(7), 1);
}

CAF_TEST(no group is ever torn) {
  const auto seed = tests::first_seed(0);
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  const auto rounds = tests::scaled(3000);
  for (std::uint64_t n = 0; n < static_cast<std::uint64_t>(rounds); ++n) {
    testing_context::talk_generator g{seed + n};
    const auto made = g.make(static_cast<std::size_t>(g.number(0, 40)));
    std::vector<talk_shape> shapes;
    for (const auto& m : made.messages) shapes.push_back(shape_of(m));
    summary_rules rules;
    rules.keep_recent = g.number(0, 12);
    const auto last = static_cast<std::int64_t>(shapes.size()) - 1;
    std::optional<std::size_t> prompt;
    if (last >= 0 && g.one_in(2)) prompt = static_cast<std::size_t>(g.number(0, last));
    const auto plan = plan_summary(shapes, prompt, rules);
    if (!plan) continue;
    const auto starts = group_starts(shapes);
    bool whole = plan->covers > 0 && plan->kept >= static_cast<std::size_t>(rules.keep_recent) &&
                 (!prompt || *prompt >= plan->covers);
    for (auto at = plan->covers; at < shapes.size(); ++at) whole &= starts[at] >= plan->covers;
    if (whole) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed + n);
    return;
  }
}
