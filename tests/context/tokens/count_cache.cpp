#define CAF_SUITE count_cache

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "caf/test/unit_test.hpp"
#include "parley/context/count_cache.hpp"

using namespace parley;
using context::cached_counter;
using context::count_cache;

namespace {

/// Says how often it was asked.
struct asked_counter final : context::counter {
  explicit asked_counter(std::string called) : called(std::move(called)) {}
  std::string_view name() const override { return called; }
  bool exact() const override { return true; }
  std::int64_t count(std::string_view text) const override {
    ++asked;
    return static_cast<std::int64_t>(text.size() + called.size());
  }
  std::string called;
  mutable std::atomic<int> asked{0};
};

std::string text_of(int n) { return std::to_string(n) + std::string(80, 'x'); }

}  // namespace

CAF_TEST(a text is counted once) {
  const auto inner = std::make_shared<asked_counter>("a");
  const cached_counter counts{inner, std::make_shared<count_cache>()};
  CAF_CHECK_EQUAL(counts.name(), "a");
  CAF_CHECK(counts.exact());
  for (int round = 0; round < 3; ++round)
    for (int n = 0; n < 100; ++n)
      CAF_CHECK_EQUAL(counts.count(text_of(n)), static_cast<std::int64_t>(text_of(n).size() + 1));
  CAF_CHECK_EQUAL(inner->asked.load(), 100);
}

CAF_TEST(short texts are not kept) {
  const auto inner = std::make_shared<asked_counter>("a");
  const cached_counter counts{inner, std::make_shared<count_cache>()};
  for (int round = 0; round < 3; ++round)
    counts.count(std::string(cached_counter::short_bytes - 1, 'x'));
  CAF_CHECK_EQUAL(inner->asked.load(), 3);
}

CAF_TEST(counters of other names do not mix) {
  const auto cache = std::make_shared<count_cache>();
  const auto a = std::make_shared<asked_counter>("a");
  const auto longer = std::make_shared<asked_counter>("longer");
  const cached_counter first{a, cache}, second{longer, cache};
  for (int round = 0; round < 2; ++round) {
    CAF_CHECK_EQUAL(first.count(text_of(1)) + 5, second.count(text_of(1)));
  }
  CAF_CHECK_EQUAL(a->asked.load(), 1);
  CAF_CHECK_EQUAL(longer->asked.load(), 1);
}

CAF_TEST(the cache is bounded and keeps what is used) {
  for (const std::size_t entries : {1u, 8u, 100u, 1000u}) {
    const auto cache = std::make_shared<count_cache>(entries);
    CAF_CHECK(cache->capacity() >= entries);
    CAF_CHECK(cache->capacity() < 2 * entries + 8);
    const auto inner = std::make_shared<asked_counter>("a");
    const cached_counter counts{inner, cache};
    for (int n = 0; n < 10000; ++n) {
      counts.count(text_of(n));
      counts.count(text_of(-1));  // used all the time, so it stays
    }
    CAF_CHECK_EQUAL(inner->asked.load(), 10001);
    // Of all the others no more can be left than there is room for.
    for (int n = 0; n < 10000; ++n) counts.count(text_of(n));
    CAF_CHECK(inner->asked.load() >= 20001 - static_cast<int>(cache->capacity()));
  }
}

CAF_TEST(many threads) {
  const auto cache = std::make_shared<count_cache>(256);
  const auto inner = std::make_shared<asked_counter>("a");
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const cached_counter counts{inner, cache};
      for (int i = 0; i < 20000; ++i) {
        const auto text = text_of((i * (t + 3)) % 400);
        if (counts.count(text) != static_cast<std::int64_t>(text.size() + 1)) ++wrong;
      }
    });
  for (auto& one : threads) one.join();
  CAF_CHECK_EQUAL(wrong.load(), 0);
}
