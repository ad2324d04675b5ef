#define CAF_SUITE models_openai_flight

#include <algorithm>
#include <atomic>
#include <set>

#include "caf/test/unit_test.hpp"
#include "models/openai_world.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/scale.hpp"

using namespace parley;
using namespace parley::tests;
using base::errc;

namespace {

/// Holds everybody until it is opened.
class gate {
 public:
  void open() {
    const std::lock_guard lock{mutex_};
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, seconds{20}, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

constexpr int many = 200;

}  // namespace

CAF_TEST(two hundred requests at once and then again on the same connections) {
  gate all;
  fake_endpoint server{[&](exchange& x) {
    all.pass();
    x.send(completion("Done."));
  }};
  auto o = quick(server.url());
  o.in_flight_max = many;
  outcomes ends;
  const auto s = open(o);
  for (int i = 0; i < many; ++i) s->start(small_job(), seconds{30}, ends.taker(i));
  // Nobody is answered before all of them are there.
  CAF_CHECK(server.await_requests(many));
  CAF_CHECK_EQUAL(ends.ended(), 0u);
  all.open();
  CAF_REQUIRE(ends.await(many));
  for (int i = 0; i < many; ++i) s->start(small_job(), seconds{30}, ends.taker(many + i));
  CAF_REQUIRE(ends.await(2 * many));
  for (int i = 0; i < 2 * many; ++i) {
    CAF_CHECK_EQUAL(ends.times(i), 1u);
    CAF_CHECK(ends.of(i).has_value());
  }
  CAF_CHECK(server.connections() <= many);
}

CAF_TEST(no more requests at once than allowed and all are served) {
  std::atomic<int> now{0};
  std::atomic<int> most{0};
  gate first;
  fake_endpoint server{[&](exchange& x) {
    const auto here = ++now;
    for (auto seen = most.load(); seen < here && !most.compare_exchange_weak(seen, here);) {
    }
    if (x.number <= 3) first.pass();
    --now;
    x.send(completion("Done."));
  }};
  auto o = quick(server.url());
  o.in_flight_max = 3;
  outcomes ends;
  const auto s = open(o);
  for (int i = 0; i < 30; ++i) s->start(small_job(), seconds{30}, ends.taker(i));
  // Three are held there together.
  CAF_CHECK(server.await_requests(3));
  first.open();
  CAF_REQUIRE(ends.await(30));
  CAF_CHECK(most.load() <= 3);
  CAF_CHECK(server.connections() <= 3);
  for (int i = 0; i < 30; ++i) CAF_CHECK(ends.of(i).has_value());
}

CAF_TEST(more than may wait is refused at once) {
  fake_endpoint server{[](exchange& x) { x.until_closed(); }};
  auto o = quick(server.url());
  o.in_flight_max = 1;
  o.waiting_max = 2;
  outcomes ends;
  const auto s = open(o);
  for (int i = 0; i < 3; ++i) s->start(small_job(), seconds{30}, ends.taker(i));
  s->start(small_job(), seconds{30}, ends.taker(3));
  CAF_CHECK_EQUAL(ends.times(3), 1u);
  const auto refused = refusal_of(ends.of(3));
  CAF_CHECK(refused.code == errc::overloaded);
  CAF_CHECK(refused.retry_after_ms > 0);
  CAF_CHECK_EQUAL(ends.ended(), 1u);
}

CAF_TEST(a job is cancelled in flight and in the queue and in a pause) {
  std::atomic<int> closed{0};
  fake_endpoint server{[&](exchange& x) {
    if (x.number == 1) return x.send(api_error(500, "server_error")), void();
    x.until_closed();
    ++closed;
  }};
  auto o = quick(server.url());
  o.in_flight_max = 1;
  o.backoff_first_ms = 3600000;
  o.backoff_most_ms = 3600000;
  outcomes ends;
  const auto s = open(o);
  const auto paused = s->start(small_job(), std::chrono::hours{2}, ends.taker(0));
  CAF_CHECK(server.await_requests(1));
  const auto flying = s->start(small_job(), seconds{30}, ends.taker(1));
  // It flies when the first one has come back and waits.
  CAF_CHECK(server.await_requests(2));
  const auto queued = s->start(small_job(), seconds{30}, ends.taker(2));
  int n = 0;
  for (const auto which : {queued, flying, paused}) {
    s->cancel(which);
    s->cancel(which);
    CAF_REQUIRE(ends.await(static_cast<std::size_t>(++n)));
  }
  s->cancel(queued + 1000);
  for (int i = 0; i < 3; ++i) {
    CAF_CHECK_EQUAL(ends.times(i), 1u);
    const auto refused = refusal_of(ends.of(i));
    CAF_CHECK(refused.code == errc::unavailable);
    CAF_CHECK(contains(refused.text, "cancelled"));
  }
  CAF_CHECK(paused != flying && flying != queued && paused != 0);
  // The place is free again.
  const auto last = s->start(small_job(), seconds{30}, ends.taker(3));
  CAF_CHECK(server.await_requests(3));
  s->cancel(last);
  CAF_REQUIRE(ends.await(4));
}

CAF_TEST(the end of the summarizer ends everything once) {
  fake_endpoint server{[](exchange& x) { x.until_closed(); }};
  auto o = quick(server.url());
  o.in_flight_max = 10;
  outcomes ends;
  {
    const auto s = open(o);
    for (int i = 0; i < 50; ++i) s->start(small_job(), seconds{60}, ends.taker(i));
    CAF_CHECK(server.await_requests(10));
  }
  CAF_CHECK_EQUAL(ends.ended(), 50u);
  for (int i = 0; i < 50; ++i) {
    CAF_CHECK_EQUAL(ends.times(i), 1u);
    CAF_CHECK(contains(refusal_of(ends.of(i)).text, "stopping"));
  }
}

CAF_TEST(an end may start the next job and cancel another) {
  fake_endpoint server{[](exchange& x) { x.send(completion("Done.")); }};
  outcomes ends;
  {
    const auto s = open(quick(server.url()));
    std::function<void(int)> next = [&](int left) {
      s->start(small_job(), seconds{20}, [&, left](base::result<std::string> text) {
        if (left == 0) return ends.taker(0)(std::move(text));
        s->cancel(1);
        next(left - 1);
      });
    };
    next(10);
    CAF_REQUIRE(ends.await(1));
  }
  CAF_CHECK(ends.of(0).has_value());
  CAF_CHECK_EQUAL(server.requests(), 11u);
}

CAF_TEST(a job that an end starts while everything ends is ended too) {
  fake_endpoint server{[](exchange& x) { x.until_closed(); }};
  outcomes ends;
  {
    const auto s = open(quick(server.url()));
    s->start(small_job(), seconds{60}, [&](base::result<std::string> text) {
      ends.taker(0)(std::move(text));
      s->start(small_job(), seconds{60}, ends.taker(1));
    });
    CAF_CHECK(server.await_requests(1));
  }
  CAF_CHECK_EQUAL(ends.times(0), 1u);
  CAF_CHECK_EQUAL(ends.times(1), 1u);
}

CAF_TEST(whatever a server does every job ends once) {
  const auto first = first_seed(1);
  const auto rounds = static_cast<unsigned long long>(scaled(6));
  for (auto seed = first; seed < first + rounds; ++seed) {
    CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
    testing::seeded_entropy random{seed};
    fake_endpoint server{[&](exchange& x) {
      switch (random.below(8)) {
        case 0:
          return x.close();
        case 1:
          return x.reset();
        case 2:
          return x.until_closed();
        case 3:
          return x.send(api_error(429, "busy", "Retry-After: 0\r\n")), void();
        case 4:
          return x.send(http(200, "{}")), void();
        case 5:
          return x.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), x.close();
        default:
          x.send(completion("Done."));
      }
    }};
    auto o = quick(server.url());
    o.in_flight_max = static_cast<std::int64_t>(1 + random.below(16));
    o.timeout_ms = 50;
    o.entropy = &random;
    constexpr int jobs = 60;
    outcomes ends;
    const bool to_the_end = random.chance(50);
    {
      const auto s = open(o);
      std::vector<std::thread> callers;
      for (int t = 0; t < 3; ++t)
        callers.emplace_back([&, t] {
          for (int i = t; i < jobs; i += 3) {
            const milliseconds within{random.chance(20) ? 30 : 5000};
            const auto mine = s->start(small_job(), within, ends.taker(i));
            if (random.chance(20)) s->cancel(mine);
          }
        });
      for (auto& caller : callers) caller.join();
      if (to_the_end) CAF_CHECK(ends.await(jobs));
    }
    CAF_CHECK_EQUAL(ends.ended(), static_cast<std::size_t>(jobs));
    for (int i = 0; i < jobs; ++i) CAF_CHECK_EQUAL(ends.times(i), 1u);
  }
}
