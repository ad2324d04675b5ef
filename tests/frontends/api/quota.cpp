#define CAF_SUITE api_quota
#include "frontends/http/api/access/quota.hpp"

#include <vector>

#include "caf/test/unit_test.hpp"
#include "frontends/http/api/access/rate.hpp"

using namespace parley;
using namespace parley::frontends::http::api;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

struct asked_for {
  std::string tenant;
  usage_ptr into;
  void answer(std::int64_t sessions, std::int64_t messages, microseconds now) const {
    into->sessions = sessions;
    into->messages = messages;
    into->found_us = now.count();
    into->asked = false;
  }
};

}  // namespace

CAF_TEST(what a tenant has is asked for once a second and nobody waits for it) {
  std::vector<asked_for> asked;
  quota_book book({2, 10}, [&](const std::string& t, usage_ptr into) {
    asked.push_back({t, std::move(into)});
  });
  CAF_CHECK(book.check("acme", growth::nothing, seconds{1}).has_value());
  CAF_CHECK(asked.empty());
  for (int i = 0; i < 5; ++i) CAF_CHECK(book.check("acme", growth::both, seconds{1}).has_value());
  CAF_REQUIRE_EQUAL(asked.size(), 1u);
  CAF_CHECK_EQUAL(asked[0].tenant, "acme");
  asked[0].answer(2, 9, seconds{1});
  const auto full = book.check("acme", growth::sessions, seconds{1});
  CAF_REQUIRE(!full);
  CAF_CHECK(full.error().code == base::errc::rate_limited);
  CAF_CHECK(full.error().retry_after_ms > 0);
  CAF_CHECK(book.check("acme", growth::messages, seconds{1}).has_value());
  CAF_CHECK(!book.check("acme", growth::both, seconds{1}));
  CAF_CHECK(book.check("globex", growth::both, seconds{1}).has_value());
  CAF_CHECK_EQUAL(asked.size(), 2u);
  CAF_CHECK(!book.check("acme", growth::sessions, milliseconds{1999}));
  CAF_CHECK_EQUAL(asked.size(), 2u);
  CAF_CHECK(!book.check("acme", growth::sessions, seconds{2}));
  CAF_REQUIRE_EQUAL(asked.size(), 3u);
  asked[2].answer(1, 10, seconds{2});
  CAF_CHECK(book.check("acme", growth::sessions, seconds{2}).has_value());
  CAF_CHECK(!book.check("acme", growth::messages, seconds{2}));
}

CAF_TEST(without a quota nothing is asked) {
  quota_book book({}, [](const std::string&, const usage_ptr&) { CAF_FAIL("asked"); });
  CAF_CHECK(book.check("acme", growth::both, seconds{1}).has_value());
}

CAF_TEST(a rate is held over any second) {
  rate_limiter limiter(100);
  microseconds now{5};
  std::int64_t passed = 0;
  std::int64_t waits = 0;
  for (int i = 0; i < 10'000; ++i, now += milliseconds{1}) {
    const auto wait = limiter.take("a", now);
    wait == 0 ? ++passed : ++waits;
    CAF_CHECK(wait <= 10);
  }
  // The bucket was full at the beginning.
  CAF_CHECK_EQUAL(passed, 1099);
  CAF_CHECK_EQUAL(passed + waits, 10'000);
  CAF_CHECK_EQUAL(rate_limiter(0).take("a", now), 0);
}

CAF_TEST(names that ask for nothing are forgotten) {
  rate_limiter limiter(10);
  for (int i = 0; i < 25'000; ++i)
    limiter.take(std::to_string(i), microseconds{std::int64_t{i} * 1000});
  CAF_CHECK(limiter.names() <= 10'100u);
}
