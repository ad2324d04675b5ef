#define CAF_SUITE models_host

#include "parley/models/host.hpp"

#include <atomic>
#include <future>
#include <stdexcept>

#include "caf/test/unit_test.hpp"
#include "models/jobs.hpp"
#include "models/outcomes.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/scale.hpp"

using namespace parley;
using namespace parley::tests;
using base::errc;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

std::unique_ptr<models::summarizer> made_of(models::host_function f,
                                            const models::host_options& o = {}) {
  auto made = models::make_host(std::move(f), o);
  CAF_REQUIRE(made.has_value());
  return std::move(*made);
}

base::status refusal_of(const base::result<std::string>& result) {
  return result ? base::status{errc::internal, "", "a summary: " + *result} : result.error();
}

context::summary_job small_job() { return job_of({said("user", "Where is parcel P-17?")}); }

/// Begins, tells so, and returns when nobody waits for it any more.
struct patient {
  std::atomic<int> begun{0};
  std::promise<void> first;

  base::result<std::string> operator()(std::stop_token stop) {
    if (++begun == 1) first.set_value();
    std::promise<void> told;
    const std::stop_callback on_stop{stop, [&] { told.set_value(); }};
    told.get_future().wait();
    return std::string{"too late"};
  }
};

}  // namespace

CAF_TEST(the function gets the job and its text is the summary) {
  outcomes ends;
  const auto s = made_of(
      [](const context::summary_job& job, std::stop_token) -> base::result<std::string> {
        return " About: " + *job.messages.at(0).content + "\n";
      },
      {"mine", 1, 10});
  CAF_CHECK_EQUAL(s->name(), "mine");
  s->start(small_job(), seconds{20}, ends.taker(0));
  CAF_REQUIRE(ends.await(1));
  CAF_CHECK_EQUAL(ends.of(0).value_or("none"), "About: Where is parcel P-17?");
}

CAF_TEST(what a function can do wrong) {
  const struct {
    std::function<base::result<std::string>()> does;
    errc code;
    const char* told;
  } table[] = {
      {[]() -> base::result<std::string> { throw std::runtime_error("parcel P-17"); },
       errc::unavailable, "threw"},
      {[]() -> base::result<std::string> { throw 7; }, errc::unavailable, "threw"},
      {[]() -> base::result<std::string> { return ""; }, errc::unavailable, "blank"},
      {[]() -> base::result<std::string> { return " \n\u3000"; }, errc::unavailable, "blank"},
      {[]() -> base::result<std::string> { return "\xff\xfe"; }, errc::unavailable, "UTF-8"},
      {[]() -> base::result<std::string> { return std::string(24001, 'x'); }, errc::too_large,
       "24000"},
      {[]() -> base::result<std::string> { return base::fail(errc::rate_limited, "f", "Wait."); },
       errc::rate_limited, "Wait."},
  };
  for (const auto& row : table) {
    const auto s =
        made_of([&](const context::summary_job&, std::stop_token) { return row.does(); });
    outcomes ends;
    s->start(small_job(), seconds{20}, ends.taker(0));
    CAF_REQUIRE(ends.await(1));
    const auto refused = refusal_of(ends.of(0));
    CAF_CHECK(refused.code == row.code);
    CAF_CHECK(contains(refused.text, row.told));
    CAF_CHECK(!contains(refused.text, "P-17"));
  }
}

CAF_TEST(a late job ends while its function runs and a cancelled one too) {
  patient slow;
  outcomes ends;
  const auto s = made_of([&](const context::summary_job&, std::stop_token t) { return slow(t); });
  const auto running = s->start(small_job(), seconds{60}, ends.taker(0));
  slow.first.get_future().wait();
  s->start(small_job(), milliseconds{20}, ends.taker(1));
  CAF_REQUIRE(ends.await(1));
  CAF_CHECK(refusal_of(ends.of(1)).code == errc::timeout);
  s->cancel(running);
  s->cancel(running);
  CAF_REQUIRE(ends.await(2));
  CAF_CHECK(contains(refusal_of(ends.of(0)).text, "cancelled"));
  // The thread is free again: the next one begins, and ends by its time.
  s->start(small_job(), milliseconds{50}, ends.taker(2));
  CAF_REQUIRE(ends.await(3));
  CAF_CHECK(refusal_of(ends.of(2)).code == errc::timeout);
  for (int i = 0; i < 3; ++i) CAF_CHECK_EQUAL(ends.times(i), 1u);
}

CAF_TEST(no time at all and too many) {
  patient slow;
  outcomes ends;
  const auto s = made_of([&](const context::summary_job&, std::stop_token t) { return slow(t); },
                         {"host", 1, 1});
  s->start(small_job(), milliseconds{0}, ends.taker(0));
  CAF_CHECK(refusal_of(ends.of(0)).code == errc::timeout);
  s->start(small_job(), seconds{60}, ends.taker(1));
  s->start(small_job(), seconds{60}, ends.taker(2));
  s->start(small_job(), seconds{60}, ends.taker(3));
  CAF_CHECK(refusal_of(ends.of(3)).code == errc::overloaded);
  CAF_CHECK_EQUAL(ends.ended(), 2u);
}

CAF_TEST(the end of the summarizer ends everything once) {
  patient slow;
  outcomes ends;
  {
    const auto s = made_of([&](const context::summary_job&, std::stop_token t) { return slow(t); },
                           {"host", 3, 100});
    for (int i = 0; i < 20; ++i) s->start(small_job(), seconds{60}, ends.taker(i));
    slow.first.get_future().wait();
  }
  CAF_CHECK_EQUAL(ends.ended(), 20u);
  for (int i = 0; i < 20; ++i) {
    CAF_CHECK_EQUAL(ends.times(i), 1u);
    CAF_CHECK(contains(refusal_of(ends.of(i)).text, "stopping"));
  }
}

CAF_TEST(as many at once as there are threads) {
  constexpr int threads = 4;
  std::mutex mutex;
  std::condition_variable all_here;
  int here = 0;
  outcomes ends;
  const auto s = made_of(
      [&](const context::summary_job&, std::stop_token) -> base::result<std::string> {
        std::unique_lock lock{mutex};
        ++here;
        all_here.notify_all();
        all_here.wait_for(lock, seconds{20}, [&] { return here >= threads; });
        return std::string{here >= threads ? "together" : "alone"};
      },
      {"host", threads, 100});
  for (int i = 0; i < threads; ++i) s->start(small_job(), seconds{30}, ends.taker(i));
  CAF_REQUIRE(ends.await(threads));
  for (int i = 0; i < threads; ++i) CAF_CHECK_EQUAL(ends.of(i).value_or("none"), "together");
}

CAF_TEST(an end may start the next job) {
  outcomes ends;
  const auto s = made_of([](const context::summary_job&,
                            std::stop_token) -> base::result<std::string> { return "Done."; });
  std::function<void(int)> next = [&](int left) {
    s->start(small_job(), seconds{20}, [&, left](base::result<std::string> text) {
      if (left == 0) return ends.taker(0)(std::move(text));
      next(left - 1);
    });
  };
  next(50);
  CAF_REQUIRE(ends.await(1));
  CAF_CHECK(ends.of(0).has_value());
}

CAF_TEST(options outside their range) {
  const auto f = [](const context::summary_job&, std::stop_token) -> base::result<std::string> {
    return "x";
  };
  const std::vector<models::host_options> table{
      {"", 1, 1}, {std::string(257, 'x'), 1, 1}, {"h", 0, 1}, {"h", 65, 1}, {"h", 1, -1}};
  for (const auto& o : table) {
    const auto made = models::make_host(f, o);
    CAF_CHECK(!made && made.error().code == errc::invalid_argument);
  }
  CAF_CHECK(!models::make_host(nullptr));
}

CAF_TEST(every job ends once whatever happens to it) {
  const auto first = first_seed(1);
  const auto rounds = static_cast<unsigned long long>(scaled(40));
  for (auto seed = first; seed < first + rounds; ++seed) {
    CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
    testing::seeded_entropy random{seed};
    constexpr int jobs = 60;
    outcomes ends;
    {
      const auto s = made_of(
          [&](const context::summary_job&, std::stop_token stop) -> base::result<std::string> {
            if (random.chance(10)) throw std::runtime_error("no");
            if (random.chance(20) && !stop.stop_requested()) return std::string{};
            return std::string{"Done."};
          },
          {"host", static_cast<std::int64_t>(1 + random.below(4)), 30});
      std::vector<std::thread> callers;
      for (int t = 0; t < 3; ++t)
        callers.emplace_back([&, t] {
          for (int i = t; i < jobs; i += 3) {
            const auto mine = s->start(small_job(), milliseconds{random.below(3)}, ends.taker(i));
            if (random.chance(30)) s->cancel(mine);
          }
        });
      for (auto& caller : callers) caller.join();
      if (random.chance(50)) CAF_CHECK(ends.await(jobs));
    }
    for (int i = 0; i < jobs; ++i) CAF_CHECK_EQUAL(ends.times(i), 1u);
  }
}
