#define CAF_SUITE context_window
#include "parley/context/window.hpp"

#include "caf/test/unit_test.hpp"

using namespace parley;
using namespace parley::context;

namespace {

window talked(int messages) {
  window w;
  w.set_system("prompt");
  for (int n = 0; n < messages; ++n) {
    const auto text = std::to_string(n);
    if (n % 2)
      w.add_assistant(text);
    else
      w.add_user(text, false);
  }
  return w;
}

/// The contents of all entries, joined by bars.
std::string contents(const window& w) {
  std::string out;
  for (const auto& e : w.entries()) out += e.content.value_or("null") + '|';
  return out;
}

}  // namespace

CAF_TEST(the order of a window) {
  auto w = talked(9);
  w.set_retrieved("old facts");
  w.set_retrieved("facts");
  w.set_retrieved("");
  const auto job = w.plan(6);
  CAF_REQUIRE(job.has_value());
  CAF_CHECK_EQUAL(job->messages.size(), 3u);
  CAF_CHECK(w.apply(*job, "sum"));
  CAF_CHECK_EQUAL(contents(w), "prompt|facts|sum|3|4|5|6|7|8|");
  w.set_system("");
  CAF_CHECK_EQUAL(contents(w), "facts|sum|3|4|5|6|7|8|");
}

CAF_TEST(loading into a window that holds talk) {
  const std::vector<history_entry> entries{{"user", "q", {}}, {"tool", "r", {}}};
  window w;
  w.set_system("prompt");
  w.set_retrieved("facts");
  CAF_CHECK(w.load_history(entries).has_value());
  CAF_CHECK_EQUAL(contents(w), "prompt|facts|q|");
  const auto again = w.load_history(entries);
  CAF_REQUIRE(!again);
  CAF_CHECK(again.error().code == base::errc::conflict);
}

CAF_TEST(what is no summary changes nothing) {
  auto w = talked(10);
  const auto job = w.plan(6);
  CAF_REQUIRE(job.has_value());
  const auto before = w.entries();
  for (const auto* blank : {"", " \n", "\xE3\x80\x80"}) CAF_CHECK(!w.apply(*job, blank));
  CAF_CHECK(w.entries() == before);
  CAF_CHECK_EQUAL(w.summaries(), 0);
  CAF_CHECK(w.needs_summary(6));
}

CAF_TEST(messages arrive while a summary is being made) {
  auto w = talked(10);
  const auto job = w.plan(6);
  CAF_REQUIRE(job.has_value());
  w.add_user("new", true);
  CAF_CHECK(w.apply(*job, "sum"));
  CAF_CHECK_EQUAL(contents(w), "prompt|sum|4|5|6|7|8|9|new|");
  CAF_CHECK(!w.needs_summary(6));
  // The mark has moved with its message.
  for (int n = 0; n < 8; ++n) w.add_assistant("later");
  const auto next = w.plan(10);
  CAF_REQUIRE(next.has_value());
  CAF_CHECK_EQUAL(next->messages.size(), 6u);
  CAF_CHECK_EQUAL(next->kept, 9u);
}

CAF_TEST(a job that no longer fits) {
  auto w = talked(10);
  const auto first = w.plan(6);
  const auto second = w.plan(7);
  CAF_REQUIRE(first && second);
  CAF_CHECK(w.apply(*first, "sum"));
  CAF_CHECK(!w.apply(*second, "another"));
  CAF_CHECK(!w.apply(*first, "again"));
  CAF_CHECK_EQUAL(w.summaries(), 1);
}

CAF_TEST(a summary over the limit before the first round) {
  summary_rules rules;
  rules.max_tokens = 10;
  window w{rules};
  for (int n = 0; n < 8; ++n) w.add_user("1234", false);
  CAF_CHECK_EQUAL(w.estimate(), 8);
  CAF_CHECK(!w.plan(2));
  w.add_user(std::string(12, 'x'), false);
  CAF_CHECK_EQUAL(w.estimate(), 11);
  CAF_CHECK(w.needs_summary(2));
  CAF_CHECK(w.plan(2).has_value());
}

CAF_TEST(later system messages are talk) {
  auto w = talked(6);
  w.add_system_message("note");
  CAF_CHECK(!w.plan(6));
  w.add_system_message("note");
  const auto job = w.plan(6);
  CAF_REQUIRE(job.has_value());
  CAF_CHECK_EQUAL(job->messages.size(), 2u);
  CAF_CHECK_EQUAL(job->kept, 6u);
}

CAF_TEST(meta from the third on) {
  auto w = talked(10);
  std::vector<bool> metas;
  for (std::int64_t round = 10; round <= 14; ++round) {
    const auto job = w.plan(round);
    CAF_REQUIRE(job.has_value());
    metas.push_back(job->meta);
    CAF_CHECK(job->previous.has_value() == (round > 10));
    CAF_CHECK(w.apply(*job, "S" + std::to_string(round)));
    w.add_user("q", true);
    w.add_assistant("a");
  }
  CAF_CHECK((metas == std::vector<bool>{false, false, true, true, true}));
}
